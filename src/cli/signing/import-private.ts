import { resolve } from 'node:path'
import { FilesError, readFileBounded } from '../../files/index.ts'
import {
  certifiedKey,
  isMinisignOpen,
  keyElsewhere,
  keyInVariable,
  looksLikeMinisign,
  newPassphrase,
  openMinisignSecret,
  openPem,
  openPgpFromAgent,
  openPgpKey,
  parseTokenUri,
  plainKey,
  sealOpenPgpKey,
  sealPrivateKey,
  signerOf,
  sshAgentSigner,
  sshPublicKey,
  tokenPublicKey,
  tokenSigner,
  unlock,
  type KeyPlace,
  type KeyWish,
  type KeyWorld,
  type NewKey,
  type Signer,
} from '../../publish/keys/index.ts'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'

const MAX_BYTES = 64 * 1024

/** A private key that is brought along, and how. */
export interface PrivateImport {
  /** A key file; null where `from` says where the key is. */
  readonly file: string | null
  /** `ssh-agent:FILE.pub`, `gpg-agent:FINGERPRINT`, `pkcs11:…`, `env:NAME`. */
  readonly from: string | null
  /** Certificates in PEM, the key's own first. */
  readonly certificate: string | null
  readonly wish: KeyWish
}

/** Takes a private key over: a file is sealed anew, and what is kept elsewhere stays there. Throws `CliError`, `KeysError`. */
export async function importPrivate(
  cli: Cli,
  { file, from, certificate, wish }: PrivateImport,
  world: KeyWorld,
): Promise<NewKey> {
  const chain = certificate === null ? null : await read(cli, certificate)
  if (file !== null && from === null) return await fromFile(await read(cli, file), chain, wish, cli, world)
  if (from === null || file !== null) throw usage('give either a key file, or `--from` where the key is kept')
  return await fromElsewhere(from, chain, wish, cli, world)
}

async function fromFile(
  bytes: Uint8Array,
  chain: Uint8Array | null,
  wish: KeyWish,
  cli: Cli,
  world: KeyWorld,
): Promise<NewKey> {
  const now = cli.now()
  if (/-----BEGIN PGP PRIVATE KEY BLOCK-----/.test(latin1(bytes)))
    return await fromOpenPgp(bytes, wish, now, world)
  if (looksLikeMinisign(bytes)) {
    const open = (typed: Buffer) => openMinisignSecret(bytes, typed)
    const pair = isMinisignOpen(bytes)
      ? await open(Buffer.alloc(0))
      : await unlock('the minisign key', world.passphrase, open)
    if (pair === null) throw usage('the minisign key is damaged')
    const passphrase = await newPassphrase('the key here', world.passphrase)
    return await plainKey(pair.key, pair.id, wish, { passphrase, now })
  }
  const key = await openPem(bytes, 'the key', world.passphrase)
  const passphrase = await newPassphrase('the key here', world.passphrase)
  if (chain === null) return await plainKey(key, null, wish, { passphrase, now })
  const kept = { place: { kind: 'file' }, secretText: await sealPrivateKey(key, passphrase) } as const
  return await certifiedKey(signerOf(key), kept, chain, wish, now)
}

async function fromOpenPgp(
  bytes: Uint8Array,
  wish: KeyWish,
  now: number,
  { passphrase: source }: KeyWorld,
): Promise<NewKey> {
  const fresh = await newPassphrase('the key here', source)
  const pair = await unlock('the OpenPGP key', source, (old) => sealOpenPgpKey(bytes, { old, fresh }))
  return await openPgpKey(pair, wish, { passphrase: fresh, now })
}

async function fromElsewhere(
  from: string,
  chain: Uint8Array | null,
  wish: KeyWish,
  cli: Cli,
  world: KeyWorld,
): Promise<NewKey> {
  const [, scheme, rest = ''] = /^([a-z0-9-]+):(.+)$/.exec(from) ?? []
  if (scheme === 'gpg-agent') return await openPgpFromAgent(rest, wish, cli.now(), world.run)
  const { signer, place } = await found(scheme, from, rest, cli, world)
  return chain === null
    ? await keyElsewhere(signer, place, null, wish, cli.now())
    : await certifiedKey(signer, { place, secretText: null }, chain, wish, cli.now())
}

async function found(
  scheme: string | undefined,
  from: string,
  rest: string,
  cli: Cli,
  world: KeyWorld,
): Promise<{ readonly signer: Signer; readonly place: KeyPlace }> {
  switch (scheme) {
    case 'ssh-agent': {
      const publicKey = sshPublicKey(latin1(await read(cli, rest)))
      return {
        signer: await sshAgentSigner(publicKey, world.env['SSH_AUTH_SOCK']),
        place: { kind: 'ssh-agent' },
      }
    }
    case 'pkcs11': {
      const key = parseTokenUri(from, null)
      const place: KeyPlace = { kind: 'pkcs11', uri: from, module: key.module }
      return await unlock(`token ${key.token}`, world.passphrase, async (typed) => {
        const pin = typed.toString()
        const publicKey = await tokenPublicKey(key, pin, world.run)
        return { signer: tokenSigner(key, publicKey, pin, world.run), place }
      })
    }
    case 'env': {
      const signer = signerOf(await keyInVariable(rest, 'the key', world))
      return { signer, place: { kind: 'environment', name: rest } }
    }
    case undefined:
    default:
      throw usage(`\`${from}\` is no place of a key`)
  }
}

async function read(cli: Cli, path: string): Promise<Uint8Array> {
  try {
    return await readFileBounded(resolve(cli.cwd, path), { maxBytes: MAX_BYTES })
  } catch (cause) {
    if (!(cause instanceof FilesError)) throw cause
    throw new CliError('input', { message: cause.message, hint: 'trustctl keys import --help', cause })
  }
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1')
}

function usage(message: string): CliError {
  return new CliError('usage', {
    message,
    hint: 'trustctl keys import --signing FILE, or --from ssh-agent:FILE.pub, gpg-agent:FINGERPRINT, pkcs11:…, env:NAME',
  })
}
