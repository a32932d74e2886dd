import { createHash } from 'node:crypto'
import test from 'ava'
import { limits, verifyEvidence } from '../../../src/verify/index.ts'
import type { Trust } from '../../../src/trust/index.ts'
import { artifactOf, codesOf, evidenceOf, NOW, sha256, signatureFactsOf } from '../support.ts'
import { minisig, minisignKey, minisignPair, pemPair, plainKey, ringOf, trusting } from './signing.ts'

const BYTES = Buffer.from('the bytes of a release')
const PAIR = minisignPair()
const TRUST = trusting(ringOf('acme', minisignKey(PAIR)))

const judged = (text: string | Uint8Array, trust: Trust = TRUST, bytes: Uint8Array = BYTES) =>
  signatureFactsOf(bytes, [evidenceOf('minisign-signature', Buffer.from(text))], trust)
const code = async (...asked: Parameters<typeof judged>) => codesOf(await judged(...asked), 'signature')

test('a prehashed signature verifies, and names key, keyrings, owner and the time that the signer claims', async (t) => {
  const trust = trusting(ringOf('acme', minisignKey(PAIR)), ringOf('other', minisignKey(PAIR)))
  const facts = await judged(minisig(PAIR, BYTES), trust)
  const fingerprint = minisignKey(PAIR).fingerprint.toUpperCase()
  t.like(
    facts.find(({ check }) => check === 'signature'),
    {
      result: 'ok',
      scheme: 'minisign',
      fingerprint,
      signedBy: fingerprint,
      owner: 'Dana <dana@acme.example>',
      claimedAt: 1_790_000_000,
      keyrings: ['acme', 'other'],
    },
  )
})

test('a trusted comment without a time claims none', async (t) => {
  for (const comment of ['', 'a release', 'nottimestamp:5', 'timestamp:', 'timestamp:5x']) {
    const fact = (await judged(minisig(PAIR, BYTES, { comment }))).find(({ check }) => check === 'signature')
    t.like(fact, { result: 'ok', claimedAt: null }, comment)
  }
})

test('the digest is asked for without a suffix, once', async (t) => {
  const evidence = [minisig(PAIR, BYTES), minisig(PAIR, BYTES, { comment: 'again' })].map((text) =>
    evidenceOf('minisign-signature', Buffer.from(text)),
  )
  const question = { artifact: artifactOf('a-1.0.tar.gz', sha256(BYTES)), evidence, offer: 'none' } as const
  t.deepEqual(await verifyEvidence({ ...question, suffixed: [] }, TRUST, NOW), {
    kind: 'digests-wanted',
    wanted: [{ algorithm: 'blake2b512', suffix: '' }],
  })
})

test('a digest that is none of BLAKE2b-512 fits nothing', async (t) => {
  for (const digest of ['', sha256(BYTES), '00'.repeat(64)]) {
    const question = {
      artifact: artifactOf('a-1.0.tar.gz', sha256(BYTES)),
      evidence: [evidenceOf('minisign-signature', Buffer.from(minisig(PAIR, BYTES)))],
      offer: 'none',
      suffixed: [{ algorithm: 'blake2b512', suffix: '', digest }],
    } as const
    const answer = await verifyEvidence(question, TRUST, NOW)
    t.deepEqual(answer.kind === 'facts' ? codesOf(answer.facts, 'signature') : [], ['TC3411'])
  }
})

test('other bytes, another key under the same id, and an id that lies do not fit', async (t) => {
  t.deepEqual(await code(minisig(PAIR, BYTES), TRUST, Buffer.from('other bytes')), ['TC3411'])
  const stranger = minisignPair(PAIR.id)
  t.deepEqual(await code(minisig(stranger, BYTES)), ['TC3413'])
  const other = minisignPair(Buffer.alloc(8, 7))
  const both = trusting(ringOf('acme', minisignKey(PAIR), minisignKey(other)))
  t.deepEqual(await code(minisig(other, BYTES), both), ['ok'])
  t.deepEqual(await code(minisig(other, BYTES, { id: PAIR.id }), both), ['TC3413'])
  t.deepEqual(await code(minisig(other, BYTES)), ['TC3412'])
})

test('two keys of one id: the one that signed is found', async (t) => {
  const twin = minisignPair(PAIR.id)
  const trust = trusting(ringOf('acme', minisignKey(PAIR), minisignKey(twin, 'Sam <sam@acme.example>')))
  const facts = await judged(minisig(twin, BYTES), trust)
  t.like(
    facts.find(({ check }) => check === 'signature'),
    { result: 'ok', owner: 'Sam <sam@acme.example>' },
  )
})

test('the trusted comment is under the signature, to the last byte', async (t) => {
  const good = minisig(PAIR, BYTES)
  t.deepEqual(await code(good.replace('hashed', 'Hashed')), ['TC3413'])
  t.deepEqual(await code(good.replace('\thashed', '\thashed ')), ['TC3413'])
  t.deepEqual(await code(good.replace('trusted comment: timestamp', 'trusted comment:  timestamp')), [
    'TC3413',
  ])
  const [, , comment = '', seal = ''] = minisig(PAIR, Buffer.from('another file'), {
    comment: 'for another',
  }).split('\n')
  const [first = '', line = ''] = good.split('\n')
  t.deepEqual(await code([first, line, comment, seal].join('\n')), ['TC3413'])
  t.deepEqual(await code(good.replace('untrusted comment: signature', 'untrusted comment: any text')), ['ok'])
})

test('the legacy form is refused by its name, whoever signed', async (t) => {
  t.deepEqual(await code(minisig(PAIR, BYTES, { algorithm: 'Ed' })), ['TC3414'])
  t.deepEqual(await code(minisig(minisignPair(), BYTES, { algorithm: 'Ed' })), ['TC3414'])
})

test('a key in PEM signs nothing as minisign: it has no id', async (t) => {
  const pair = pemPair('ed25519')
  const posing = minisig({ id: Buffer.alloc(8), secret: pair.secret, file: Buffer.alloc(0) }, BYTES)
  t.deepEqual(await code(posing, trusting(ringOf('acme', plainKey(pair)))), ['TC3412'])
})

test('a key counts within its time, and the facts are looked at again when that changes', async (t) => {
  const key = minisignKey(PAIR)
  const during = (startMs: number, endMs: number) =>
    trusting(ringOf('acme', { ...key, valid: { startMs, endMs } }))
  t.deepEqual(await code(minisig(PAIR, BYTES), during(0, NOW * 1000)), ['ok'])
  t.deepEqual(await code(minisig(PAIR, BYTES), during(0, NOW * 1000 - 1)), ['TC3412'])
  t.deepEqual(await code(minisig(PAIR, BYTES), during(NOW * 1000 + 1, NOW * 1000 + 2)), ['TC3412'])
  const question = {
    artifact: artifactOf('a-1.0.tar.gz', sha256(BYTES)),
    evidence: [],
    offer: 'none',
    suffixed: [],
  } as const
  const again = async (trust: Trust) => {
    const answer = await verifyEvidence(question, trust, NOW)
    return answer.kind === 'facts' ? answer.recheckAfter : null
  }
  t.is(await again(TRUST), null)
  t.is(await again(during(0, (NOW + 60) * 1000)), NOW + 61)
  t.is(await again(during((NOW + 30) * 1000, (NOW + 60) * 1000)), NOW + 30)
  t.is(await again(during(0, (NOW - 60) * 1000)), null)
})

const GOOD = minisig(PAIR, BYTES)
const LINES = GOOD.split('\n')
const withLine = (at: number, change: (line: string) => string): string =>
  LINES.map((line, nth) => (nth === at ? change(line) : line)).join('\n')

const MALFORMED: readonly (readonly [string, string | Uint8Array])[] = [
  ['nothing', ''],
  ['no signature', 'hello'],
  ['three lines', LINES.slice(0, 3).join('\n')],
  ['a fifth line', `${GOOD}more\n`],
  ['an empty line behind', `${GOOD}\n`],
  ['two signatures', GOOD + GOOD],
  ['carriage returns', GOOD.replaceAll('\n', '\r\n')],
  ['base64 without padding', withLine(3, (line) => line.replace(/=+$/, ''))],
  ['stray bits in base64', withLine(3, (line) => line.replace(/.==$/, 'h=='))],
  ['white space in base64', withLine(1, (line) => `${line} `)],
  ['the URL alphabet', withLine(1, (line) => `_${line.slice(1)}`)],
  ['a short signature', withLine(1, (line) => line.slice(0, -4))],
  ['a long seal', withLine(3, () => Buffer.alloc(65).toString('base64'))],
  [
    'another kind',
    withLine(1, (line) =>
      Buffer.concat([Buffer.from('XX'), Buffer.from(line, 'base64').subarray(2)]).toString('base64'),
    ),
  ],
  ['no untrusted comment', withLine(0, () => 'comment: x')],
  ['no trusted comment', withLine(2, () => 'comment: x')],
  ['a control character', withLine(0, (line) => `${line}\u001B[2J`)],
  ['a NUL in the trusted comment', withLine(2, (line) => `${line}\0`)],
  [
    'bytes that are no UTF-8',
    Buffer.concat([Buffer.from('untrusted comment: \xFF', 'latin1'), Buffer.from(GOOD)]),
  ],
  ['a byte order mark', `\uFEFF${GOOD}`],
]

for (const [name, text] of MALFORMED) {
  test(`malformed: ${name}`, async (t) => {
    t.deepEqual(await code(text), ['TC3410'])
  })
}

test('the last line feed may be missing', async (t) => {
  t.deepEqual(await code(GOOD.trimEnd()), ['ok'])
})

test('comments and files have limits', async (t) => {
  const commented = (length: number) => minisig(PAIR, BYTES, { comment: 'x'.repeat(length) })
  t.deepEqual(await code(commented(limits.MAX_TRUSTED_COMMENT_BYTES)), ['ok'])
  t.deepEqual(await code(commented(limits.MAX_TRUSTED_COMMENT_BYTES + 1)), ['TC3410'])
  const untrusted = (length: number) => withLine(0, () => `untrusted comment:${'x'.repeat(length)}`)
  t.deepEqual(await code(untrusted(limits.MAX_UNTRUSTED_COMMENT_BYTES)), ['ok'])
  t.deepEqual(await code(untrusted(limits.MAX_UNTRUSTED_COMMENT_BYTES + 1)), ['TC3410'])
  t.deepEqual(await code('x'.repeat(limits.MAX_MINISIGN_BYTES + 1)), ['TC3410'])
})

test('every flipped bit of a signature file is refused, but for the untrusted comment', async (t) => {
  const bytes = Buffer.from(GOOD)
  const free = GOOD.indexOf('\n')
  const digest = createHash('blake2b512').update(BYTES).digest('hex')
  const artifact = artifactOf('a-1.0.tar.gz', sha256(BYTES))
  const suffixed = [{ algorithm: 'blake2b512', suffix: '', digest }] as const
  let refused = 0
  for (let at = free; at < bytes.length - 1; at += 1) {
    const flipped = Buffer.from(bytes)
    flipped[at] = (bytes[at] ?? 0) ^ (1 << (at % 7))
    const evidence = [evidenceOf('minisign-signature', flipped)]
    const answer = await verifyEvidence({ artifact, evidence, offer: 'none', suffixed }, TRUST, NOW)
    if (answer.kind === 'facts' && codesOf(answer.facts, 'signature').every((each) => each !== 'ok'))
      refused += 1
  }
  t.is(refused, bytes.length - 1 - free)
})
