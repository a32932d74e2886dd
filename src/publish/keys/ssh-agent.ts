import { connect } from 'node:net'
import { decodeBase64, encodeDer, EncodingError } from '../../encoding/index.ts'
import { familyOf, importPublicKey, type PublicKey } from '../../trust/index.ts'
import { KeysError } from './keys-error.ts'
import type { Signer } from './signer.ts'

/** One answer of an agent; its keys and signatures have some hundred bytes each. */
export const MAX_ANSWER_BYTES = 256 * 1024
const TIMEOUT_MS = 120_000

/** draft-miller-ssh-agent §5.1, §5.5, §5.3 */
const [REQUEST_IDENTITIES, IDENTITIES_ANSWER, SIGN_REQUEST, SIGN_RESPONSE] = [11, 12, 13, 14]
/** Of a signing request, for RSA with SHA-256 (§5.5.1). */
const RSA_SHA2_256 = 2
const CURVES = { 'P-256': 'nistp256', 'P-384': 'nistp384', 'P-521': 'nistp521' } as const

/**
 * A signer whose key ssh-agent holds. OpenSSH's agent draws a fresh number for each ECDSA signature, so that those differ each
 * time; Ed25519 and RSA come out alike. Throws `KeysError` `agent` where the agent is away or has no such key.
 */
export async function sshAgentSigner(publicKey: PublicKey, socket: string | undefined): Promise<Signer> {
  const blob = sshKeyBlob(publicKey)
  const keys = await ask(socket, Buffer.from([REQUEST_IDENTITIES]))
  if (!identitiesIn(keys).some((each) => each.equals(blob))) throw away('it does not have this key')
  const flags = publicKey.kind === 'rsa' ? RSA_SHA2_256 : 0
  return {
    publicKey,
    isDeterministic: familyOf(publicKey) !== 'ec',
    sign: async (data) => {
      const parts = [Buffer.from([SIGN_REQUEST]), framed(blob), framed(data), uint32(flags)]
      return signatureIn(await ask(socket, Buffer.concat(parts)), publicKey)
    },
  }
}

/** A public key as SSH writes it (RFC 4253 §6.6, RFC 5656 §3.1, RFC 8709 §4). */
export function sshKeyBlob(publicKey: PublicKey): Buffer {
  const { kind, bits } = publicKey
  if (kind === 'ed25519') return fields('ssh-ed25519', bits)
  if (kind !== 'rsa') return fields(`ecdsa-sha2-${CURVES[kind]}`, CURVES[kind], bits)
  const { n = '', e = '' } = publicKey.handle().export({ format: 'jwk' })
  return fields('ssh-rsa', positive(Buffer.from(e, 'base64url')), positive(Buffer.from(n, 'base64url')))
}

function identitiesIn(answer: Buffer): readonly Buffer[] {
  const reader = new Reader(answer)
  if (reader.byte() !== IDENTITIES_ANSWER) throw away('it answered something else than its keys')
  const count = reader.uint32()
  const found: Buffer[] = []
  for (let at = 0; at < count; at += 1) {
    found.push(reader.text())
    reader.text()
  }
  return found
}

/** The signature in the form that everything else here has it in. */
function signatureIn(answer: Buffer, { kind }: PublicKey): Uint8Array {
  const reader = new Reader(answer)
  if (reader.byte() !== SIGN_RESPONSE) throw away('it refused to sign')
  const signature = new Reader(reader.text())
  const algorithm = signature.text().toString('latin1')
  const value = signature.text()
  if (kind === 'ed25519' && algorithm === 'ssh-ed25519') return value
  if (kind === 'rsa' && algorithm === 'rsa-sha2-256') return value
  if (kind !== 'ed25519' && kind !== 'rsa' && algorithm === `ecdsa-sha2-${CURVES[kind]}`) {
    const numbers = new Reader(value)
    return encodeDer(0x30, encodeDer(0x02, numbers.text()), encodeDer(0x02, numbers.text()))
  }
  throw away(`it signed by ${algorithm.slice(0, 40)}`)
}

/** Sends one message and waits for the answer: a length of four bytes, then the message (§3). */
async function ask(socket: string | undefined, message: Buffer): Promise<Buffer> {
  if (socket === undefined || socket === '') throw away('SSH_AUTH_SOCK is not set')
  return await new Promise((resolve, reject) => {
    const connection = connect(socket)
    const chunks: Buffer[] = []
    const fail = (words: string): void => {
      connection.destroy()
      reject(away(words))
    }
    connection.setTimeout(TIMEOUT_MS, () => fail('it does not answer'))
    connection.once('error', ({ message: words }) => fail(words))
    connection.once('end', () => fail('it hung up'))
    connection.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      const all = Buffer.concat(chunks)
      const size = all.length < 4 ? 0 : all.readUInt32BE(0)
      if (size > MAX_ANSWER_BYTES) fail(`its answer has ${size} bytes`)
      else if (all.length >= 4 && all.length >= size + 4) {
        connection.destroy()
        resolve(all.subarray(4, size + 4))
      }
    })
    connection.write(Buffer.concat([uint32(message.length), message]))
  })
}

/** Reads what an agent sent; throws `KeysError` `agent` beyond its end. */
class Reader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  byte(): number {
    return this.#take(1)[0] ?? 0
  }

  uint32(): number {
    return this.#take(4).readUInt32BE(0)
  }

  text(): Buffer {
    return this.#take(this.uint32())
  }

  #take(size: number): Buffer {
    const end = this.#at + size
    if (end > this.#bytes.length) throw away('its answer is cut off')
    const taken = this.#bytes.subarray(this.#at, end)
    this.#at = end
    return taken
  }
}

function fields(...parts: readonly (string | Uint8Array)[]): Buffer {
  return Buffer.concat(parts.map((part) => framed(typeof part === 'string' ? Buffer.from(part) : part)))
}

function framed(bytes: Uint8Array): Buffer {
  return Buffer.concat([uint32(bytes.length), bytes])
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** RFC 4251 §5, `mpint`: a leading zero where the first bit is set. */
function positive(bytes: Buffer): Buffer {
  return (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes
}

function away(why: string): KeysError {
  return new KeysError('agent', { message: `ssh-agent did not sign: ${why}`, hint: 'ssh-add -l' })
}

/** SubjectPublicKeyInfo of the curves and of Ed25519, without the key (RFC 5480 §2, RFC 8410 §4). */
const HEADS: Readonly<Record<string, string>> = {
  'ssh-ed25519': '302a300506032b6570032100',
  'ecdsa-sha2-nistp256': '3059301306072a8648ce3d020106082a8648ce3d030107034200',
  'ecdsa-sha2-nistp384': '3076301006072a8648ce3d020106052b81040022036200',
  'ecdsa-sha2-nistp521': '30819b301006072a8648ce3d020106052b8104002303818600',
}

/** Reads a line of `ssh-add -L` or of a `.pub` file. Throws `KeysError` `key-file`. */
export function sshPublicKey(line: string): PublicKey {
  const [name = '', body = ''] = line.trim().split(' ')
  try {
    const reader = new Reader(Buffer.from(decodeBase64(body)))
    const algorithm = reader.text().toString('latin1')
    const parts = algorithm === 'ssh-ed25519' ? [reader.text()] : [reader.text(), reader.text()]
    const [first = Buffer.alloc(0), last = first] = parts
    if (algorithm !== name) throw new EncodingError('der', { message: 'it names another kind than it holds' })
    if (algorithm === 'ssh-rsa') {
      const numbers = encodeDer(0x30, encodeDer(0x02, last), encodeDer(0x02, first))
      return importPublicKey(numbers, 'pkcs1')
    }
    return importPublicKey(Buffer.concat([Buffer.from(HEADS[algorithm] ?? '', 'hex'), last]))
  } catch (cause) {
    if (!(cause instanceof EncodingError) && !(cause instanceof KeysError)) throw cause
    throw new KeysError('key-file', {
      message: `this is no public key of SSH that can be used: ${cause.message}`,
      hint: 'give a line of `ssh-add -L`, or a file such as `~/.ssh/id_ed25519.pub`',
      cause,
    })
  }
}
