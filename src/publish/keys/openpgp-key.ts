import type { Config, PrivateKey } from 'openpgp'
import type { KeyRecord } from '../../trust/index.ts'
import type { RunProgram } from './run-program.ts'
import { KeysError } from './keys-error.ts'

type OpenPgp = typeof import('openpgp')

/** An OpenPGP key that makes detached signatures. */
export interface OpenPgpSigner {
  /** Of its primary key, upper-case hex. */
  readonly fingerprint: string
  readonly isDeterministic: boolean
  /** A detached signature (RFC 9580 §10.4), armored; `at` in seconds, not before the key was made. */
  readonly signDetached: (data: Uint8Array, at: number) => Promise<string>
  /** When the key was made, seconds: it signs nothing before. */
  readonly createdAt: number
}

/** An OpenPGP key of one's own, sealed. */
export interface OpenPgpPair {
  readonly fingerprint: string
  readonly publicText: string
  readonly secretText: string
}

export interface OpenPgpWish {
  /** `Dana <dana@acme.example>` */
  readonly owner: string
  readonly kind: 'ed25519' | 'rsa'
  /** Seconds. */
  readonly createdAt: number
  readonly signUntil: number
}

/** As the library calls them, by curve or algorithm. */
const ALGORITHMS: Readonly<Record<string, KeyRecord['algorithm']>> = {
  ed25519Legacy: 'ed25519',
  ed25519: 'ed25519',
  nistP256: 'P-256',
  nistP384: 'P-384',
  nistP521: 'P-521',
  rsaEncryptSign: 'rsa',
  rsaSign: 'rsa',
}
const RSA_BITS = 3072
/** 33 million bytes are hashed for each guess (RFC 9580 §3.7.1.3); twice what the library asks for. */
const S2K_COUNT = 240
const OWNER = /^([^<>]*?) ?<([^<>\s]+@[^<>\s]+)>$/

/** Version 4, since GnuPG reads nothing newer, and without the random notation that the library would add: twice the same. */
const configOf = ({ config, enums }: OpenPgp): Config => ({
  ...config,
  v6Keys: false,
  nonDeterministicSignaturesViaNotation: false,
  showVersion: false,
  showComment: false,
  preferredHashAlgorithm: enums.hash.sha512,
  s2kIterationCountByte: S2K_COUNT,
})

/** Makes a key that signs, and nothing else; GnuPG reads both halves. */
export async function newOpenPgpKey(wish: OpenPgpWish, passphrase: Uint8Array): Promise<OpenPgpPair> {
  const openpgp = await import('openpgp')
  const [, name = wish.owner, email] = OWNER.exec(wish.owner) ?? []
  const { publicKey, privateKey } = await openpgp.generateKey({
    ...(wish.kind === 'rsa'
      ? { type: 'rsa' as const, rsaBits: RSA_BITS }
      : { type: 'ecc' as const, curve: 'ed25519Legacy' as const }),
    userIDs: [email === undefined ? { name } : { name, email }],
    passphrase: Buffer.from(passphrase).toString(),
    date: new Date(wish.createdAt * 1000),
    keyExpirationTime: wish.signUntil - wish.createdAt,
    subkeys: [],
    format: 'object',
    config: configOf(openpgp),
  })
  return {
    fingerprint: publicKey.getFingerprint().toUpperCase(),
    publicText: publicKey.armor(configOf(openpgp)),
    secretText: privateKey.armor(configOf(openpgp)),
  }
}

/** A private key that somebody brings along, sealed anew; null where its passphrase is wrong. Throws `KeysError` `key-file`. */
export async function sealOpenPgpKey(
  file: Uint8Array,
  { old, fresh }: { readonly old: Uint8Array; readonly fresh: Uint8Array },
): Promise<OpenPgpPair | null> {
  const openpgp = await import('openpgp')
  const privateKey = await opened(openpgp, await readSecret(openpgp, file), old)
  if (privateKey === null) return null
  const sealed = await openpgp.encryptKey({
    privateKey,
    passphrase: Buffer.from(fresh).toString(),
    config: configOf(openpgp),
  })
  return {
    fingerprint: privateKey.getFingerprint().toUpperCase(),
    publicText: privateKey.toPublic().armor(configOf(openpgp)),
    secretText: sealed.armor(configOf(openpgp)),
  }
}

/** Opens a sealed key; null where the passphrase is wrong. Throws `KeysError` `key-file` for what is none. */
export async function openOpenPgpKey(
  file: Uint8Array,
  passphrase: Uint8Array,
): Promise<OpenPgpSigner | null> {
  const openpgp = await import('openpgp')
  const key = await opened(openpgp, await readSecret(openpgp, file), passphrase)
  if (key === null) return null
  return {
    fingerprint: key.getFingerprint().toUpperCase(),
    isDeterministic: true,
    createdAt: Math.floor(key.getCreationTime().getTime() / 1000),
    signDetached: async (data, at) =>
      await openpgp.sign({
        message: await openpgp.createMessage({ binary: data }),
        signingKeys: key,
        detached: true,
        format: 'armored',
        date: new Date(at * 1000),
        config: configOf(openpgp),
      }),
  }
}

/** What an armored public key says of itself. Throws `KeysError` `key-file` for kinds that are not taken. */
export async function aboutOpenPgpKey(
  armored: string,
): Promise<
  Pick<OpenPgpSigner, 'fingerprint' | 'createdAt'> & { readonly algorithm: KeyRecord['algorithm'] }
> {
  const { readKey } = await import('openpgp')
  const key = await readKey({ armoredKey: armored })
  const { algorithm, curve } = key.getAlgorithmInfo()
  const found = ALGORITHMS[curve ?? algorithm]
  if (found === undefined) {
    const message = `keys of ${curve ?? algorithm} are not taken; expected Ed25519, RSA or a NIST curve`
    throw new KeysError('key-file', { message, hint: 'trustctl keys new --kind openpgp' })
  }
  const createdAt = Math.floor(key.getCreationTime().getTime() / 1000)
  return { fingerprint: key.getFingerprint().toUpperCase(), createdAt, algorithm: found }
}

/** What OpenPGP key a person's GnuPG has, public half alone, armored. Throws `KeysError` `agent`. */
export async function gpgPublicKey(fingerprint: string, run: RunProgram): Promise<string> {
  const { code, output } = await run('gpg', ['--batch', '--no-tty', '--armor', '--export', fingerprint])
  const text = Buffer.from(output).toString('latin1')
  if (code === 0 && text.startsWith('-----BEGIN PGP PUBLIC KEY BLOCK-----')) return text
  throw new KeysError('agent', {
    message: `gpg has no key ${fingerprint}`,
    hint: 'gpg --list-secret-keys --with-subkey-fingerprint',
  })
}

/** A key that gpg-agent holds: `gpg` signs, and asks its own way for the passphrase. */
export function gpgAgentSigner(fingerprint: string, createdAt: number, run: RunProgram): OpenPgpSigner {
  return {
    fingerprint,
    isDeterministic: true,
    createdAt,
    signDetached: async (data, at) => {
      const { code, output, complaint } = await run('gpg', gpgOptions(fingerprint, at), { input: data })
      const text = Buffer.from(output).toString('latin1')
      if (code === 0 && text.startsWith('-----BEGIN PGP SIGNATURE-----')) return text
      throw new KeysError('agent', {
        message: `gpg did not sign with ${fingerprint}: ${complaint.trim().split('\n').at(-1) ?? `it ended with ${code}`}`,
        hint: `gpg --list-secret-keys ${fingerprint}`,
      })
    },
  }
}

/** `!` holds gpg's clock at the time that is to be in the signature; libgcrypt signs by RFC 6979 and RFC 8032. */
function gpgOptions(fingerprint: string, at: number): readonly string[] {
  const time = new Date(at * 1000).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')
  const form = '--batch --no-tty --quiet --armor --detach-sign --no-emit-version --no-comments --output -'
  const key = ['--local-user', `${fingerprint}!`, '--digest-algo', 'SHA512']
  return [...form.split(' '), ...key, '--faked-system-time', `${time}!`]
}

async function readSecret({ readPrivateKey }: OpenPgp, file: Uint8Array): Promise<PrivateKey> {
  try {
    const isArmored = Buffer.from(file.subarray(0, 64)).toString('latin1').includes('-----BEGIN PGP')
    return isArmored
      ? await readPrivateKey({ armoredKey: Buffer.from(file).toString('latin1') })
      : await readPrivateKey({ binaryKey: file })
  } catch (cause) {
    // The library throws plain errors for whatever it can't read.
    throw new KeysError('key-file', {
      message: 'this is no OpenPGP private key',
      hint: 'give what `gpg --export-secret-keys --armor FINGERPRINT` writes',
      cause,
    })
  }
}

/** Null where the passphrase is wrong; the library throws plain errors. */
async function opened(
  { decryptKey }: OpenPgp,
  privateKey: PrivateKey,
  passphrase: Uint8Array,
): Promise<PrivateKey | null> {
  if (privateKey.isDecrypted()) return privateKey
  return await decryptKey({ privateKey, passphrase: Buffer.from(passphrase).toString() }).catch(() => null)
}
