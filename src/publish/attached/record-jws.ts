import { createHash } from 'node:crypto'
import * as v from 'valibot'
import { canonicalJson, EncodingError, parseJson, sha256Of } from '../../encoding/index.ts'
import { verifiesPlainly, verifiesWith, type PublicKey } from '../../trust/index.ts'
import { AttachedError } from './attached-error.ts'
import { plainSignature } from './plain-signature.ts'

/** Who signs: a key, and what signs with it (ECDSA in DER). */
export interface JwsSigner {
  readonly publicKey: PublicKey
  readonly sign: (data: Uint8Array) => Promise<Uint8Array>
}

type Algorithm = 'EdDSA' | 'ES256'

/** RFC 7518 §3.1, RFC 8037 §3.1. */
const ALGORITHMS: ReadonlyMap<PublicKey['kind'], Algorithm> = new Map([
  ['ed25519', 'EdDSA'],
  ['P-256', 'ES256'],
])
const LIMITS = { maxBytes: 64 * 1024, maxDepth: 4 } as const
const One = v.strictObject({ protected: v.string(), signature: v.string() })
const Jws = v.strictObject({ payload: v.string(), signatures: v.array(One) })

/**
 * A RECORD.jws in the general form (RFC 7515 §7.2.1), in canonical JSON, signatures in order. Those of `before` by other
 * keys stay, if it is about the same RECORD. Throws `AttachedError`.
 */
export async function recordJws(
  record: Uint8Array,
  signers: readonly JwsSigner[],
  before: Uint8Array | null,
): Promise<Uint8Array> {
  const hash = createHash('sha256').update(record).digest('base64url')
  const payload = encoded({ hash: `sha256=${hash}` })
  const made: v.InferOutput<typeof One>[] = []
  for (const signer of signers) made.push(await signed(payload, signer))
  const headers = new Set(made.map((one) => one.protected))
  const kept =
    before === null ? [] : signaturesOf(before, payload).filter((one) => !headers.has(one.protected))
  const signatures = [...kept, ...made].toSorted((a, b) => (a.protected < b.protected ? -1 : 1))
  return Buffer.from(canonicalJson({ payload, signatures }))
}

/** Whether a RECORD.jws that was written here has a good signature by this key. Throws `AttachedError` `wheel` for another. */
export function carriesSignatureOf(jws: Uint8Array, { publicKey }: Pick<JwsSigner, 'publicKey'>): boolean {
  const { payload, signatures } = readJws(jws)
  return signatures.some((one) => {
    const input = Buffer.from(`${one.protected}.${payload}`, 'latin1')
    const signature = Buffer.from(one.signature, 'base64url')
    return publicKey.kind === 'ed25519'
      ? verifiesWith(publicKey, 'sha512', input, signature)
      : publicKey.kind === 'P-256' && verifiesPlainly(publicKey, 'sha256', input, signature)
  })
}

async function signed(payload: string, { publicKey, sign }: JwsSigner): Promise<v.InferOutput<typeof One>> {
  const alg = ALGORITHMS.get(publicKey.kind)
  if (alg === undefined) {
    throw new AttachedError('key', {
      message: `a ${publicKey.kind} key can not sign a RECORD.jws: expected an Ed25519 or P-256 key`,
      hint: 'trustctl keys new',
    })
  }
  const head = encoded({ alg, kid: sha256Of(publicKey.spki) })
  const input = Buffer.from(`${head}.${payload}`, 'latin1')
  const signature = await sign(input)
  // A key that is away, an agent that lies: what does not verify is not given out.
  if (!verifiesWith(publicKey, 'sha256', input, signature)) {
    throw new AttachedError('signature', {
      message: 'what the signer gave is no signature of its key',
      hint: 'trustctl keys list',
    })
  }
  const plain = alg === 'EdDSA' ? signature : plainSignature(signature)
  return { protected: head, signature: Buffer.from(plain).toString('base64url') }
}

function signaturesOf(before: Uint8Array, payload: string): readonly v.InferOutput<typeof One>[] {
  const found = readJws(before)
  if (found.payload !== payload) throw unfit('a RECORD.jws about this RECORD')
  return found.signatures
}

function readJws(bytes: Uint8Array): v.InferOutput<typeof Jws> {
  const found = v.safeParse(Jws, readJson(bytes))
  if (found.success) return found.output
  throw unfit('a RECORD.jws that was written here')
}

function readJson(bytes: Uint8Array): unknown {
  try {
    return parseJson(bytes, LIMITS)
  } catch (cause) {
    if (!(cause instanceof EncodingError)) throw cause
    throw unfit('JSON', cause)
  }
}

function unfit(expected: string, cause?: unknown): AttachedError {
  return new AttachedError('wheel', {
    message: `the wheel has a RECORD.jws that nothing can be added to: expected ${expected}, found another`,
    hint: 'trustctl build, and sign that',
    cause,
  })
}

function encoded(value: Parameters<typeof canonicalJson>[0]): string {
  return Buffer.from(canonicalJson(value)).toString('base64url')
}
