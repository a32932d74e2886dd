/**
 * OpenPGP keys and detached signatures for tests, made with openpgp.js at any time of the signer's choosing.
 *
 *   const dana = await createSigner('Dana <dana@acme.example>')
 *   await writeFile('acme.asc', dana.publicKey)                      // for `trustctl keys import`
 *   await writeFile(`${filename}.asc`, await dana.sign(bytes))       // armored; see SignWish for the rest
 */
import {
  createMessage,
  enums,
  generateKey,
  readKey,
  revokeKey,
  sign,
  type PrivateKey,
  type PartialConfig,
} from 'openpgp'

export interface SignerWish {
  /** `ecc` makes a Curve25519 key with Ed25519; `p256` an ECDSA one; `rsa` 2048 bits (slow: some 100 ms). */
  readonly type?: 'ecc' | 'p256' | 'rsa'
  readonly createdAt?: Date
  readonly expiresAfterSeconds?: number
  /** Sign with a subkey of its own rather than with the primary key. */
  readonly signingSubkey?: boolean
  /** The self-signatures' hash; SHA-1 only to be refused. */
  readonly selfSignedBy?: 'sha512' | 'sha1'
}

export interface SignWish {
  readonly at?: Date
  readonly form?: 'armored' | 'binary'
  /** SHA-1 only by a key that is signed by it, too. */
  readonly hash?: 'sha256' | 'sha384' | 'sha512' | 'sha1'
  /** Text mode (type 0x01) rather than binary. */
  readonly text?: boolean
}

export interface Signer {
  /** Upper-case hex. */
  readonly fingerprint: string
  /** Armored. */
  readonly publicKey: string
  sign(content: Uint8Array, wish?: SignWish): Promise<Uint8Array>
  /** The public key with a revocation of it, armored. */
  revoked(): Promise<string>
}

const allowing: PartialConfig = {
  rejectHashAlgorithms: new Set(),
  rejectMessageHashAlgorithms: new Set(),
  // The library has no salt length for SHA-1.
  nonDeterministicSignaturesViaNotation: false,
}

const keyOptions = {
  ecc: { type: 'ecc', curve: 'ed25519Legacy' },
  p256: { type: 'ecc', curve: 'nistP256' },
  rsa: { type: 'rsa', rsaBits: 2048 },
} as const

/** A new key of somebody. Created two years ago unless said otherwise. */
export const createSigner = async (userId: string, wish: SignerWish = {}): Promise<Signer> => {
  const { type = 'ecc', createdAt = new Date(Date.now() - 2 * 365 * 86_400_000) } = wish
  const [, name = '', email = ''] = /^(.*) <(.*)>$/.exec(userId) ?? []
  const { privateKey } = await generateKey({
    ...keyOptions[type],
    userIDs: [{ name, email }],
    date: createdAt,
    keyExpirationTime: wish.expiresAfterSeconds ?? 0,
    subkeys: wish.signingSubkey === true ? [{ sign: true }] : [],
    format: 'object',
    config: { ...allowing, preferredHashAlgorithm: enums.hash[wish.selfSignedBy ?? 'sha512'] },
  })
  return {
    fingerprint: privateKey.getFingerprint().toUpperCase(),
    publicKey: privateKey.toPublic().armor(),
    sign: (content, signWish = {}) => detached(privateKey, content, signWish),
    revoked: async () => {
      const key = await readKey({ armoredKey: privateKey.armor() })
      if (!key.isPrivate()) throw new Error('a private key was expected')
      const { publicKey } = await revokeKey({ key, format: 'object' })
      return publicKey.armor()
    },
  }
}

const detached = async (key: PrivateKey, content: Uint8Array, wish: SignWish): Promise<Uint8Array> => {
  const { at = new Date(Date.now() - 3_600_000), hash = 'sha512', text = false } = wish
  // A message of text is signed in text mode, one of bytes in binary mode.
  const message = text
    ? await createMessage({ text: Buffer.from(content).toString() })
    : await createMessage({ binary: content })
  const settings = { ...allowing, preferredHashAlgorithm: enums.hash[hash] }
  const options = { message, signingKeys: key, detached: true, date: at, config: settings } as const
  return wish.form === 'binary'
    ? sign({ ...options, format: 'binary' })
    : Buffer.from(await sign({ ...options, format: 'armored' }))
}
