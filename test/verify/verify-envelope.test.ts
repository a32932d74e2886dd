import test from 'ava'
import { sha256Of } from '../../src/encoding/index.ts'
import { signEnvelope } from '../../src/publish/sign/index.ts'
import { signerOf } from '../../src/publish/keys/index.ts'
import { parseSigningKey, standingOfRevocation, type KeyStanding } from '../../src/trust/index.ts'
import { limits, looksLikeEnvelope, verifyEnvelope } from '../../src/verify/index.ts'
import { pemPair } from './plain/signing.ts'

const OWN = pemPair('ed25519')
const OTHER = pemPair('ed25519')
const ALWAYS = { startMs: 0, endMs: 8_640_000_000_000_000 }
const KEY = parseSigningKey(Buffer.from(OWN.pem), ALWAYS)
const BILL = Buffer.from('a bill')
const WHEEL = Buffer.from('a wheel')
const ORIGIN = { via: 'argument', where: 'here' } as const

const statement = (changes: object = {}) => ({
  _type: 'https://in-toto.io/Statement/v1',
  subject: [WHEEL, BILL].map((bytes, at) => ({ name: `file ${at}`, digest: { sha256: sha256Of(bytes) } })),
  predicateType: 'https://cyclonedx.org/bom',
  predicate: {},
  ...changes,
})

const signed = async (changes: object = {}, pair = OWN): Promise<Buffer> =>
  Buffer.from(
    await signEnvelope(Buffer.from(JSON.stringify(statement(changes))), [signerOf(pair.secret)], null),
  )

const NOW = 1_790_000_000

const codeOf = (
  envelope: Uint8Array,
  bytes: Uint8Array = BILL,
  standings: readonly KeyStanding[] = [],
): string => {
  const file = { sha256: sha256Of(bytes), filename: null }
  const answer = verifyEnvelope({ file, envelope, origin: ORIGIN, key: KEY, standings }, [], NOW)
  return answer.verified ? 'ok' : answer.finding.code
}

test('each subject of a statement is held to it by its bytes; anything else is told by its code', async (t) => {
  const good = await signed()
  t.is(codeOf(good), 'ok')
  t.is(codeOf(good, WHEEL), 'ok')
  t.is(codeOf(good, Buffer.from('another')), 'TC2111')
  t.is(codeOf(await signed({}, OTHER)), 'TC2123')
  t.is(codeOf(await signed({ subject: [] })), 'TC2110')
  t.is(codeOf(await signed({ subject: [{ name: 'x', digest: { md5: 'ff' } }] })), 'TC2110')
  t.is(codeOf(await signed({ _type: 'https://in-toto.io/Statement/v0.1' })), 'TC2121')
  t.is(codeOf(Buffer.from('no envelope')), 'TC2110')
  for (let at = 0; at < good.length; at += 97) {
    const flipped = Buffer.from(good)
    flipped[at] = (flipped[at] ?? 0) ^ 1
    t.not(codeOf(flipped), 'ok', `byte ${at}`)
  }
})

test('a key that is known to be revoked signed nothing: nobody proves when it did', async (t) => {
  const good = await signed()
  const known = (fingerprint: string, kind: 'soft' | 'hard') => {
    const common = { format: 1, fingerprint: fingerprint.toUpperCase(), at: NOW, by: 'sam' } as const
    const said =
      kind === 'soft'
        ? ({ ...common, kind, reason: 'retired' } as const)
        : ({ ...common, kind, reason: 'unknown' } as const)
    return [standingOfRevocation(said, 'a test')]
  }
  t.is(codeOf(good, BILL, known(KEY.fingerprint, 'hard')), 'TC3503')
  t.is(codeOf(good, BILL, known(KEY.fingerprint, 'soft')), 'TC3502')
  t.is(codeOf(good, BILL, known('a'.repeat(64), 'hard')), 'ok')
})

test('a statement as large as the limit is read, and one that is larger is not', async (t) => {
  const max = limits.MAX_STATEMENT_ENVELOPE_BYTES
  const wide = await signed({ predicate: { words: 'x'.repeat(limits.MAX_EVIDENCE_BYTES * 2) } })
  t.is(codeOf(wide), 'ok')
  t.true(looksLikeEnvelope(wide, max))
  t.false(looksLikeEnvelope(wide))
  const atLimit = Buffer.concat([wide, Buffer.alloc(max - wide.byteLength, ' ')])
  t.is(codeOf(atLimit), 'ok')
  t.is(codeOf(Buffer.concat([atLimit, Buffer.from(' ')])), 'TC2110')
})
