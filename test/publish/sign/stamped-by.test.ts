import { readdir, readFile, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import {
  SignError,
  stampedBy,
  type Form,
  type OpenKey,
  type SignResult,
} from '../../../src/publish/sign/index.ts'
import {
  keyringOf,
  parseTrustedRoot,
  readCertificate,
  standingOfRecord,
  trustOf,
  type Keyring,
  type KeyRecord,
  type SigstoreRoot,
} from '../../../src/trust/index.ts'
import { limits } from '../../../src/verify/index.ts'
import { integer, oid, sequence } from '../../world/sigstore/der.ts'
import { createSigstoreWorld, type World } from '../../world/sigstore/index.ts'
import { flipped } from '../../world/sigstore/keys.ts'
import { createIssuing, stampToken, TIME_STAMPING } from '../../world/x509/index.ts'
import { DAY, NOW as BEGIN } from '../keys/support.ts'
import { certified, found, newKey, stage, trustIn, type Stage } from './support.ts'

const NOW = BEGIN + DAY
const AUTHORITY = 'https://stamps.example/'
const [P256, CMS, ED25519, MINISIGN] = await Promise.all([
  newKey('plain', 'P-256'),
  certified('p256'),
  newKey('plain', 'ed25519'),
  newKey('minisign', 'ed25519'),
])
const [WORLD, OTHER] = [await createSigstoreWorld({ now: NOW }), await createSigstoreWorld({ now: NOW })]
const ROOT = parseTrustedRoot('world', WORLD.trustedRoot)
const refused = (code: string) => ({ instanceOf: SignError, code })

type Answer = (asked: Buffer) => Buffer
const honest =
  (ago = 60, { services }: World = WORLD): Answer =>
  (asked) =>
    services.stamp(asked, ago)

interface Wish {
  readonly answer?: Answer
  readonly authorities?: readonly string[]
  readonly roots?: readonly SigstoreRoot[]
  readonly keyrings?: readonly Keyring[]
  readonly forms?: readonly Form[]
}

/** Keys that were opened once: a passphrase takes its time. */
const OPENED = new Map<string, OpenKey>()

async function opened(keys: readonly (typeof P256)[], { open }: Stage): Promise<readonly OpenKey[]> {
  for (const key of keys) {
    const { fingerprint } = key.record
    const [ready] = OPENED.has(fingerprint) ? [] : await open(key)
    if (ready !== undefined) OPENED.set(fingerprint, ready)
  }
  return keys.flatMap(({ record }) => OPENED.get(record.fingerprint) ?? [])
}

/** Signs a wheel with stamps by an authority that answers so. Where that fails: nothing is beside the wheel, or in the ledger. */
async function signed(t: ExecutionContext, keys: readonly (typeof P256)[], wish: Wish = {}) {
  const { answer = honest(), authorities = [AUTHORITY], roots = [ROOT], keyrings = [], forms = null } = wish
  const place = await stage(t)
  const { sign, folder, ledger, wheel } = place
  const ready = await opened(keys, place)
  const asked: string[] = []
  const stamp = stampedBy({
    authorities,
    trust: { roots, keyrings },
    fetch: (url, { body }) => {
      asked.push(url)
      if (!(body instanceof Uint8Array)) throw new Error('a query in DER')
      return Promise.resolve(new Response(new Uint8Array(answer(Buffer.from(body)))))
    },
    now: () => NOW,
  })
  const before = await readdir(folder)
  try {
    return { result: await sign(ready, { forms, stamp, now: NOW }), asked, wheel }
  } catch (error) {
    t.deepEqual(await readdir(folder), before)
    t.is((await ledger.read()).entries.length, 0)
    throw error
  }
}

/** What comes of each signature where the key has a state, ten days later. */
async function judged(
  { result, wheel }: { readonly result: SignResult; readonly wheel: string },
  { record, ...key }: typeof P256,
  changes: Partial<KeyRecord>,
  roots: readonly SigstoreRoot[] = [ROOT],
  authorities: Keyring['authorities'] = [],
) {
  const { keyrings } = await trustIn({ record, ...key })
  const rings = keyrings.map((ring) => ({ ...ring, authorities: [...ring.authorities, ...authorities] }))
  const trust = trustOf(roots, rings, [standingOfRecord({ ...record, ...changes }, 'a test')])
  const file = { filename: basename(wheel), bytes: await readFile(wheel) }
  const codes: string[] = []
  for (const { form, path } of result.released)
    codes.push(...(await found(file, { form, content: await readFile(path) }, trust, NOW + 10 * DAY)))
  return codes
}

const RETIRED = { state: 'verify-only', signUntil: NOW + DAY } as const
const REPLACED = {
  revocation: { kind: 'soft', reason: 'superseded', at: NOW + DAY, by: 'sam' },
} as const
const TOO_EARLY = { state: 'verify-only', signUntil: NOW - 3600 } as const

for (const key of [P256, ED25519, CMS]) {
  test(`what a ${key.record.algorithm} key (${key.record.kind}) signs with a time stamp outlives it, and only that is made`, async (t) => {
    const made = await signed(t, [key])
    const forms = key === CMS ? ['cms'] : key === P256 ? ['publish', 'sigstore'] : ['publish']
    const all = (code: string): readonly string[] => forms.map(() => code)
    t.like(made.result, {
      released: forms.map((form) => ({ form, stampedAt: NOW - 60, isDeterministic: false })),
    })
    t.is(made.result.released.length, forms.length)
    t.deepEqual(made.asked, all(AUTHORITY))
    for (const how of [{}, RETIRED, REPLACED]) t.deepEqual(await judged(made, key, how), all('ok'))
    t.deepEqual(await judged(made, key, RETIRED, []), all('TC3502'), 'who does not know the authority')
    t.deepEqual(await judged(made, key, TOO_EARLY), all('TC3504'))
  })
}

test('by several authorities each gives one, no more than a verifier takes', async (t) => {
  const named = (count: number) => Array.from({ length: count }, (_, nth) => `${AUTHORITY}${nth}`)
  for (const [key, most] of [
    [P256, limits.MAX_TIMESTAMPS],
    [CMS, limits.MAX_CMS_TIMESTAMPS],
  ] as const) {
    for (const form of key === CMS ? (['cms'] as const) : (['publish', 'sigstore'] as const)) {
      const made = await signed(t, [key], { authorities: named(most), forms: [form] })
      t.deepEqual(made.asked, named(most))
      t.deepEqual(await judged(made, key, RETIRED), ['ok'])
      const more = { authorities: named(most + 1), forms: [form] }
      await t.throwsAsync(() => signed(t, [key], more), refused('form'))
    }
  }
})

test('forms that bear no time stamp are not asked for one, and keys that make no other sign nothing', async (t) => {
  await t.throwsAsync(() => signed(t, [P256, MINISIGN], { forms: ['publish', 'minisign'] }), refused('form'))
  await t.throwsAsync(() => signed(t, [MINISIGN]), refused('form'))
  t.like(await signed(t, [ED25519, MINISIGN]), { result: { released: [{ form: 'publish' }] } })
})

test('several people’s attestations have stamps of their own, and each outlives its key', async (t) => {
  const made = await signed(t, [P256, ED25519], { forms: ['publish'] })
  t.is(made.asked.length, 2)
  for (const key of [P256, ED25519]) t.deepEqual(await judged(made, key, RETIRED), ['ok'])
  const [{ path }] = [...made.result.released, { path: '' }]
  const text = await readFile(path, 'utf8')
  const material =
    /"extension":\{"ext":\{"publicKey":\{"hint":"(\w+)"\},"timestampVerificationData":(\{[^}]*\}\]\})\}/g
  const [[, one = '', ofOne = ''] = [], [, two = '', ofTwo = ''] = []] = [...text.matchAll(material)]
  const swapped = text.replace(ofOne, '!').replace(ofTwo, ofOne).replace('!', ofTwo)
  await writeFile(path, swapped)
  for (const key of [P256, ED25519])
    t.deepEqual(await judged(made, key, RETIRED), ['TC3502'], 'the other’s stamp')
  await writeFile(path, text.replace(`"hint":"${one}"`, `"hint":"${two}"`))
  for (const key of [P256, ED25519]) t.deepEqual(await judged(made, key, {}), ['TC2110'], 'the other’s name')
  await writeFile(path, text.replaceAll('version=0.3', 'version=9'))
  t.deepEqual(await judged(made, P256, {}), ['TC2110'], 'something that nobody here reads')
})

test('an authority that lies, fails or is known to nobody here leaves nothing behind', async (t) => {
  const attacks: Readonly<Record<string, Answer>> = {
    'a stranger’s stamp': honest(60, OTHER),
    'a forged one': (asked) => flipped(honest()(asked)),
    'one of another signature': () => honest()(Buffer.alloc(64)),
    'one of an hour ago': honest(3600),
    'one from just too long ago': honest(limits.CLOCK_SKEW_SECONDS + 1),
    'one of a time to come': honest(-limits.CLOCK_SKEW_SECONDS - 1),
    nothing: () => Buffer.alloc(0),
    'no DER': () => Buffer.from('<html>'),
    'a refusal': () => Buffer.from(sequence(sequence(integer(Buffer.from([2]))))),
    'a token without its response': (asked) => honest()(asked).subarray(7),
    'an error': () => {
      throw new Error('the connection was reset')
    },
  }
  for (const key of [P256, CMS]) {
    for (const [what, answer] of Object.entries(attacks))
      await t.throwsAsync(() => signed(t, [key], { answer }), refused('service'), what)
    await t.throwsAsync(() => signed(t, [key], { roots: [] }), refused('service'), 'no root')
  }
  await t.notThrowsAsync(() => signed(t, [P256], { answer: honest(limits.CLOCK_SKEW_SECONDS) }))
})

test('for CMS an authority that a CA of a keyring certified will do, and for bundles not', async (t) => {
  const issuing = createIssuing(NOW)
  const ca = issuing.root('Acme Root CA 2')
  const purpose = { critical: true, value: sequence(oid(TIME_STAMPING)) }
  const stamper = issuing.signer('stamps', ca, { purposes: null, extensions: { '2.5.29.37': purpose } })
  const keyrings = [keyringOf('acme', { authorities: [readCertificate(ca.der)] })]
  const answer: Answer = (asked) =>
    Buffer.from(
      sequence(
        sequence(integer(Buffer.from([0]))),
        stampToken(asked, NOW - 60, { stamper, imprint: asked.subarray(-3 - 32, -3) }),
      ),
    )
  const made = await signed(t, [CMS], { answer, roots: [], keyrings })
  t.deepEqual(await judged(made, CMS, RETIRED, [], [readCertificate(ca.der)]), ['ok'])
  t.deepEqual(await judged(made, CMS, RETIRED, []), ['TC3502'])
  await t.throwsAsync(() => signed(t, [P256], { answer, roots: [], keyrings }), refused('service'))
})
