import { generateKeyPair, randomBytes, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { encodeBase64, sha256Of } from '../../encoding/index.ts'
import { minisignIdOf, spkiPem, type KeyRecord, type PublicKey } from '../../trust/index.ts'
import { certificatesIn } from './certificates.ts'
import { encryptPrivateKey } from './encrypted-pem.ts'
import type { NewKey } from './key-folder.ts'
import type { KeyPlace } from './key-place.ts'
import { KeysError } from './keys-error.ts'
import {
  aboutOpenPgpKey,
  gpgAgentSigner,
  gpgPublicKey,
  newOpenPgpKey,
  openOpenPgpKey,
  type OpenPgpPair,
  type OpenPgpSigner,
} from './openpgp-key.ts'
import { provePossession } from './possession.ts'
import { signerOf } from './private-key.ts'
import type { RunProgram } from './run-program.ts'
import type { Signer } from './signer.ts'

/** What a person says of a new key; times in seconds. */
export type KeyWish = Pick<
  KeyRecord,
  'holder' | 'owner' | 'purpose' | 'notBefore' | 'dualUntil' | 'signUntil' | 'verifyUntil'
>

const RSA_BITS = 3072
const CURVES = { 'P-256': 'P-256', 'P-384': 'P-384', 'P-521': 'P-521' } as const
const FILE: KeyPlace = { kind: 'file' }

/** Makes a key pair and its record, sealed by the passphrase; `now` in seconds. */
export async function createKey(
  {
    kind,
    algorithm,
  }: { readonly kind: 'plain' | 'minisign' | 'openpgp'; readonly algorithm: KeyRecord['algorithm'] },
  wish: KeyWish,
  { passphrase, now }: { readonly passphrase: Uint8Array; readonly now: number },
): Promise<NewKey> {
  if (kind === 'openpgp') {
    if (algorithm !== 'ed25519' && algorithm !== 'rsa') throw unfit(`OpenPGP keys are made of ed25519 or rsa`)
    const pair = await newOpenPgpKey(
      { owner: wish.owner, kind: algorithm, createdAt: now, signUntil: wish.signUntil },
      passphrase,
    )
    return await openPgpKey(pair, wish, { passphrase, now })
  }
  if (kind === 'minisign' && algorithm !== 'ed25519') throw unfit('minisign’s keys are made of ed25519')
  const privateKey = await newPrivateKey(algorithm)
  const minisignId = kind === 'minisign' ? minisignIdOf(randomBytes(8)) : null
  return await plainKey(privateKey, minisignId, wish, { passphrase, now })
}

/** A pair that signs by itself, made here or brought along; `minisignId` for one of minisign's. */
export async function plainKey(
  privateKey: KeyObject,
  minisignId: string | null,
  wish: KeyWish,
  { passphrase, now }: { readonly passphrase: Uint8Array; readonly now: number },
): Promise<NewKey> {
  const secretText = await encryptPrivateKey(privateKey, passphrase)
  return { ...(await keyElsewhere(signerOf(privateKey), FILE, minisignId, wish, now)), secretText }
}

/** A key whose private half stays where it is. */
export async function keyElsewhere(
  signer: Signer,
  place: KeyPlace,
  minisignId: string | null,
  wish: KeyWish,
  now: number,
): Promise<NewKey> {
  const { publicKey } = signer
  const fingerprint = sha256Of(publicKey.spki).toUpperCase()
  const kind = minisignId === null ? { kind: 'plain' as const } : { kind: 'minisign' as const, minisignId }
  const record = { ...begun(wish, now), ...kind, fingerprint, algorithm: publicKey.kind }
  return {
    record: await provePossession(record, { kind: 'raw', signer }, now),
    place,
    publicText: minisignId === null ? spkiPem(publicKey.spki) : minisignText(publicKey, minisignId),
    secretText: null,
  }
}

/** A key that a company's CA certified; `chain` is PEM, the signer's certificate first. Throws `KeysError`, `EncodingError`. */
export async function certifiedKey(
  signer: Signer,
  { place, secretText }: Pick<NewKey, 'place' | 'secretText'>,
  chain: Uint8Array,
  wish: KeyWish,
  now: number,
): Promise<NewKey> {
  const [own] = certificatesIn(chain)
  if (own === undefined || !Buffer.from(own.spki).equals(signer.publicKey.spki))
    throw unfit('the first certificate is of another key')
  const [from, until] = [own.valid.startMs / 1000, own.valid.endMs / 1000]
  const dates = {
    notBefore: Math.max(wish.notBefore, Math.ceil(from)),
    signUntil: Math.min(wish.signUntil, Math.floor(until)),
  }
  if (dates.notBefore > dates.signUntil) throw unfit('its certificate is not valid while the key would sign')
  const record = {
    ...begun({ ...wish, ...dates }, now),
    kind: 'certificate' as const,
    fingerprint: own.sha256.toUpperCase(),
    algorithm: signer.publicKey.kind,
  }
  return {
    record: await provePossession(record, { kind: 'raw', signer }, now),
    place,
    publicText: Buffer.from(chain).toString('latin1'),
    secretText,
  }
}

/** An OpenPGP key that was made or brought along, and is sealed by the passphrase. */
export async function openPgpKey(
  { publicText, secretText, fingerprint }: OpenPgpPair,
  wish: KeyWish,
  { passphrase, now }: { readonly passphrase: Uint8Array; readonly now: number },
): Promise<NewKey> {
  const signer = await openOpenPgpKey(Buffer.from(secretText), passphrase)
  if (signer === null || signer.fingerprint !== fingerprint) throw unfit('the key does not open')
  return { ...(await withSigner(signer, publicText, wish, now)), place: FILE, publicText, secretText }
}

/** An OpenPGP key that stays with gpg-agent. Throws `KeysError` `agent`. */
export async function openPgpFromAgent(
  named: string,
  wish: KeyWish,
  now: number,
  run: RunProgram,
): Promise<NewKey> {
  const publicText = await gpgPublicKey(named, run)
  const { fingerprint, createdAt } = await aboutOpenPgpKey(publicText)
  const signer = gpgAgentSigner(fingerprint, createdAt, run)
  const place: KeyPlace = { kind: 'gpg-agent' }
  return { ...(await withSigner(signer, publicText, wish, now)), place, publicText, secretText: null }
}

async function withSigner(
  signer: OpenPgpSigner,
  publicText: string,
  wish: KeyWish,
  now: number,
): Promise<Pick<NewKey, 'record'>> {
  const { fingerprint, createdAt } = signer
  const { algorithm } = await aboutOpenPgpKey(publicText)
  const record = { ...begun(wish, now), kind: 'openpgp' as const, fingerprint, algorithm }
  return { record: await provePossession(record, { kind: 'openpgp', signer }, Math.max(now, createdAt)) }
}

function begun(wish: KeyWish, now: number): KeyWish & Pick<KeyRecord, 'format' | 'state'> {
  const { dualUntil, ...rest } = wish
  return {
    ...rest,
    ...(dualUntil === undefined ? {} : { dualUntil }),
    format: 1,
    state: now < wish.notBefore ? 'pending' : 'active',
  }
}

async function newPrivateKey(algorithm: KeyRecord['algorithm']): Promise<KeyObject> {
  const make = promisify(generateKeyPair)
  if (algorithm === 'ed25519') return (await make('ed25519')).privateKey
  if (algorithm === 'rsa') return (await make('rsa', { modulusLength: RSA_BITS })).privateKey
  return (await make('ec', { namedCurve: CURVES[algorithm] })).privateKey
}

/** What `minisign.pub` holds (minisign(1), «Public key format»). */
function minisignText({ bits }: PublicKey, minisignId: string): string {
  const id = Buffer.from(minisignId, 'hex').toReversed()
  const body = encodeBase64(Buffer.concat([Buffer.from('Ed'), id, bits]))
  return `untrusted comment: minisign public key ${minisignId}\n${body}\n`
}

function unfit(why: string): KeysError {
  return new KeysError('key-file', { message: why, hint: 'trustctl keys new --help' })
}
