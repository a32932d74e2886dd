import { createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto'
import { sha256Of } from '../../encoding/index.ts'
import { checkPrivateFile, FilesError, readFileBounded } from '../../files/index.ts'
import type { StatementSigner } from '../../publish/reproduce/index.ts'
import { CliError } from '../cli-error.ts'

const MAX_KEY_BYTES = 16 * 1024
/** Each curve with its own hash, as verifiers take them; Ed25519 has its hash inside. */
const HASHES: ReadonlyMap<string, string> = new Map([
  ['prime256v1', 'sha256'],
  ['secp384r1', 'sha384'],
  ['secp521r1', 'sha512'],
])

/** A private key in a file that nobody else may read, as a signer. Throws `CliError` `input`. */
export async function openPemSigner(path: string): Promise<StatementSigner> {
  const key = await readKey(path)
  const hash = hashFor(key)
  if (hash === undefined)
    throw new CliError('input', {
      message: `\`${path}\`: expected an Ed25519, ECDSA or RSA key and found another kind`,
    })
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' })
  return { keyId: sha256Of(spki), sign: async (data) => sign(hash, data, key) }
}

async function readKey(path: string): Promise<KeyObject> {
  try {
    await checkPrivateFile(path)
    const pem = await readFileBounded(path, { maxBytes: MAX_KEY_BYTES })
    return createPrivateKey(Buffer.from(pem))
  } catch (cause) {
    if (cause instanceof FilesError)
      throw new CliError('input', {
        message: cause.message,
        ...(cause.hint === undefined ? {} : { hint: cause.hint }),
        cause,
      })
    throw new CliError('input', {
      message: `\`${path}\`: expected a private key in PEM, without a passphrase`,
      cause,
    })
  }
}

/** Undefined for kinds that nobody verifies with. */
function hashFor({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string | null | undefined {
  if (asymmetricKeyType === 'ed25519') return null
  if (asymmetricKeyType === 'rsa') return 'sha256'
  return asymmetricKeyType === 'ec' ? HASHES.get(asymmetricKeyDetails?.namedCurve ?? '') : undefined
}
