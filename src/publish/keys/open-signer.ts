import { createPrivateKey, type KeyObject } from 'node:crypto'
import { importPublicKey, parsePlainKey, type KeyRecord, type PublicKey } from '../../trust/index.ts'
import { certificatesIn } from './certificates.ts'
import { decryptPrivateKey } from './encrypted-pem.ts'
import type { KeyFolder, OwnKey } from './key-folder.ts'
import { KeysError } from './keys-error.ts'
import { aboutOpenPgpKey, gpgAgentSigner, openOpenPgpKey } from './openpgp-key.ts'
import { unlock, type PassphraseSource } from './passphrase.ts'
import { parseTokenUri, tokenSigner } from './pkcs11.ts'
import type { AnySigner } from './possession.ts'
import { signerOf } from './private-key.ts'
import type { RunProgram } from './run-program.ts'
import type { Signer } from './signer.ts'
import { sshAgentSigner } from './ssh-agent.ts'

/** What of the world a private key may need. */
export interface KeyWorld {
  readonly env: NodeJS.ProcessEnv
  readonly passphrase: PassphraseSource
  readonly run: RunProgram
}

/**
 * Makes a key ready to sign, wherever its private half is; a person may be asked for a passphrase or PIN. What opens must be
 * the key that the record names. Throws `KeysError`.
 */
export async function openSigner(
  { record, place }: OwnKey,
  folder: KeyFolder,
  world: KeyWorld,
): Promise<AnySigner> {
  if (record.kind === 'openpgp') return await openPgpSigner({ record, place }, folder, world)
  const publicKey = publicKeyOf(record, await folder.publicFile(record))
  const signer = await rawSigner({ record, place }, publicKey, folder, world)
  if (Buffer.from(signer.publicKey.spki).equals(publicKey.spki)) return { kind: 'raw', signer }
  throw new KeysError('key-file', {
    message: `the private key is another than ${record.fingerprint}; nothing was signed`,
    hint: `trustctl keys show ${record.fingerprint}`,
  })
}

async function rawSigner(
  { record, place }: OwnKey,
  publicKey: PublicKey,
  folder: KeyFolder,
  { env, passphrase, run }: KeyWorld,
): Promise<Signer> {
  const name = nameOf(record)
  switch (place.kind) {
    case 'file': {
      const file = await folder.secretFile(record)
      return signerOf(await unlock(name, passphrase, (typed) => decryptPrivateKey(file, typed)))
    }
    case 'ssh-agent':
      return await sshAgentSigner(publicKey, env['SSH_AUTH_SOCK'])
    case 'pkcs11': {
      const key = parseTokenUri(place.uri, place.module)
      return await unlock(`token ${key.token}`, passphrase, async (pin) =>
        tokenSigner(key, publicKey, pin.toString(), run),
      )
    }
    case 'environment':
      return signerOf(await keyInVariable(place.name, name, { env, passphrase, run }))
    case 'gpg-agent':
      throw new KeysError('agent', {
        message: 'gpg-agent signs as OpenPGP alone',
        hint: `trustctl keys show ${record.fingerprint}`,
      })
  }
}

async function openPgpSigner(
  { record, place }: OwnKey,
  folder: KeyFolder,
  world: KeyWorld,
): Promise<AnySigner> {
  if (place.kind === 'gpg-agent') {
    const armored = Buffer.from(await folder.publicFile(record)).toString('latin1')
    const { createdAt } = await aboutOpenPgpKey(armored)
    return { kind: 'openpgp', signer: gpgAgentSigner(record.fingerprint, createdAt, world.run) }
  }
  const file = await folder.secretFile(record)
  const signer = await unlock(nameOf(record), world.passphrase, (typed) => openOpenPgpKey(file, typed))
  return { kind: 'openpgp', signer }
}

/** PEM in a variable, as CI keeps secrets; sealed or not. Throws `KeysError` `no-key`, `key-file`, `passphrase`. */
export async function keyInVariable(
  variable: string,
  name: string,
  { env, passphrase }: KeyWorld,
): Promise<KeyObject> {
  const text = env[variable]
  if (text === undefined || text === '') {
    throw new KeysError('no-key', {
      message: `the variable \`${variable}\` is not set: it should hold ${name} in PEM`,
      hint: 'set it from a secret of the job, for this step alone',
    })
  }
  return await openPem(Buffer.from(text), name, passphrase)
}

/** A private key in PEM: of our own form, of OpenSSL's, or not sealed at all. Throws `KeysError`. */
export async function openPem(
  file: Uint8Array,
  name: string,
  passphrase: PassphraseSource,
): Promise<KeyObject> {
  const text = Buffer.from(file).toString('latin1')
  const isSealed = /-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(text)
  if (!isSealed) return readPem(text, undefined) ?? unreadable()
  return await unlock(name, passphrase, async (typed) => readPem(text, typed))
}

/** Null where it doesn't open: OpenSSL has the same errors for a wrong passphrase and for a bad file. */
function readPem(key: string, passphrase: Buffer | undefined): KeyObject | null {
  try {
    return createPrivateKey({ key, format: 'pem', ...(passphrase === undefined ? {} : { passphrase }) })
  } catch {
    return null
  }
}

function unreadable(): never {
  throw new KeysError('key-file', {
    message: 'this is no private key in PEM',
    hint: 'give what `openssl genpkey` or `trustctl keys export --secret` writes',
  })
}

/** The public half of a key of one's own. Throws `TrustError`, `EncodingError`. */
export function publicKeyOf({ kind, owner }: KeyRecord, file: Uint8Array): PublicKey {
  if (kind !== 'certificate') return parsePlainKey(file, owner).key
  const [own] = certificatesIn(file)
  return own === undefined ? unreadable() : importPublicKey(own.spki)
}

function nameOf({ fingerprint, holder }: KeyRecord): string {
  return `key ${fingerprint.slice(0, 16)} of ${holder}`
}
