import { decodeBase64, encodeBase64, EncodingError } from '../../encoding/index.ts'
import {
  decodeArmor,
  parsePlainKey,
  possessionStatement,
  readCertificate,
  TrustError,
  verifiesWith,
  type KeyRecord,
  type PublicKey,
} from '../../trust/index.ts'
import { certificatesIn } from './certificates.ts'
import type { OpenPgpSigner } from './openpgp-key.ts'
import { signingHash, type Signer } from './signer.ts'

/** Whatever signs for a record. */
export type AnySigner =
  | { readonly kind: 'raw'; readonly signer: Signer }
  | { readonly kind: 'openpgp'; readonly signer: OpenPgpSigner }

/** The record with its key's own word that the holder has it; `at` in seconds. */
export async function provePossession(
  claimed: Omit<KeyRecord, 'possession'>,
  { kind, signer }: AnySigner,
  at: number,
): Promise<KeyRecord> {
  const statement = possessionStatement(claimed, at)
  const signature =
    kind === 'raw' ? encodeBase64(await signer.sign(statement)) : await signer.signDetached(statement, at)
  return { ...claimed, possession: { at, signature } }
}

/**
 * Whether the record's proof is by the key in `publicFile`, and that key the one that the record names: so that nobody brings
 * a key of somebody else as their own. Malformed keys and proofs prove nothing.
 */
export async function provesPossession(record: KeyRecord, publicFile: Uint8Array): Promise<boolean> {
  const statement = possessionStatement(record, record.possession.at)
  const { signature } = record.possession
  if (record.kind === 'openpgp') return await isByOpenPgp(record, publicFile, statement)
  try {
    const { key, fingerprint } = publicKeyIn(record, publicFile)
    return (
      fingerprint.toUpperCase() === record.fingerprint &&
      key.kind === record.algorithm &&
      verifiesWith(key, signingHash(key), statement, decodeBase64(signature))
    )
  } catch (error) {
    if (error instanceof EncodingError || error instanceof TrustError) return false
    throw error
  }
}

function publicKeyIn(
  { kind, owner }: KeyRecord,
  file: Uint8Array,
): { readonly key: PublicKey; readonly fingerprint: string } {
  if (kind !== 'certificate') return parsePlainKey(file, owner)
  const [first] = certificatesIn(file)
  if (first === undefined) throw new EncodingError('der', { message: 'there is no certificate' })
  return { key: readCertificate(first.der).publicKey, fingerprint: first.sha256 }
}

async function isByOpenPgp(
  { fingerprint, possession }: KeyRecord,
  file: Uint8Array,
  statement: Uint8Array,
): Promise<boolean> {
  const signature = decodeArmor(possession.signature)
  if (signature === null) return false
  const openpgp = await import('openpgp')
  try {
    const key = await openpgp.readKey({ armoredKey: Buffer.from(file).toString('latin1') })
    if (key.getFingerprint().toUpperCase() !== fingerprint) return false
    const { signatures } = await openpgp.verify({
      message: await openpgp.createMessage({ binary: statement }),
      signature: await openpgp.readSignature({ binarySignature: signature }),
      verificationKeys: key,
      date: new Date(possession.at * 1000),
    })
    return signatures.length === 1 && (await signatures[0]?.verified) === true
  } catch {
    // The library throws plain errors for whatever does not fit.
    return false
  }
}
