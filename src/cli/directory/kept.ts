import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Argv } from 'yargs'
import {
  signingText,
  type DirectorySigner,
  type DraftedFiles,
  type DraftRole,
  type Signing,
} from '../../publish/directory/index.ts'
import { checkMaySign, openSigner, publicKeyOf, type OwnKey } from '../../publish/keys/index.ts'
import { parsePlainKey, type KeyPurpose, type PublicKey } from '../../trust/index.ts'
import { safeText } from '../../verdict/index.ts'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'
import { readNamedFile } from '../named-file.ts'
import { once } from '../options.ts'
import { keyWorld, ownKeys, withPassphrase } from '../signing/index.ts'

const MAX_FILE_BYTES = 1024 * 1024

/** Where the directory is. */
export interface DirectoryOption {
  directory: string
}

/** The key of one's own that signs. */
export interface KeyOptions {
  key: string | undefined
  'passphrase-fd': string | undefined
}

/** `--directory` */
export function withDirectory<T>(parser: Argv<T>): Argv<T & DirectoryOption> {
  return parser.option('directory', {
    type: 'string',
    requiresArg: true,
    default: '.',
    coerce: (value: unknown) => once('directory')(value) ?? '.',
    describe: 'folder of the key directory',
    defaultDescription: 'this folder',
  })
}

/** `--key`, `--passphrase-fd` */
export function withKey<T>(parser: Argv<T>): Argv<T & KeyOptions> {
  return withPassphrase(
    parser.option('key', {
      type: 'string',
      requiresArg: true,
      coerce: once('key'),
      describe: 'the key of your own that signs',
      defaultDescription: 'the one for directories, where there is one',
    }),
  )
}

export function folderOf({ cwd }: Cli, { directory }: DirectoryOption): string {
  return resolve(cwd, directory)
}

/** The key of one's own, ready to sign; a person may be asked for its passphrase. Throws `KeysError`, `CliError`. */
export async function signerFor(
  cli: Cli,
  options: KeyOptions,
  purpose: KeyPurpose = 'directory',
): Promise<DirectorySigner> {
  const folder = ownKeys(cli)
  const own = options.key === undefined ? await onlyKey(cli, purpose) : await folder.find(options.key)
  checkMaySign(own.record, own.record.purpose.includes(purpose) ? purpose : 'directory', cli.now())
  const opened = await openSigner(own, folder, await keyWorld(cli, options['passphrase-fd']))
  if (opened.kind === 'raw') return opened.signer
  throw new CliError('input', {
    message: `key ${own.record.fingerprint} is an OpenPGP key, which signs no key directory`,
    hint: 'trustctl keys new --purpose directory',
  })
}

async function onlyKey(cli: Cli, purpose: KeyPurpose): Promise<OwnKey> {
  const { keys } = await ownKeys(cli).list()
  const fit = keys.filter(
    ({ record }) => record.purpose.includes(purpose) || record.purpose.includes('directory'),
  )
  const [only, ...others] = fit
  if (only !== undefined && others.length === 0) return only
  throw new CliError('usage', {
    message:
      only === undefined
        ? 'there is no key that signs key directories'
        : `${fit.length} keys sign directories`,
    hint: only === undefined ? 'trustctl keys new --purpose directory' : 'say which one: --key FINGERPRINT',
  })
}

/** A public key from a file in PEM, or of a key of one's own. Throws `TrustError`, `KeysError`, `CliError`. */
export async function publicKeyNamed(cli: Cli, named: string): Promise<PublicKey> {
  if (existsSync(resolve(cli.cwd, named))) return parsePlainKey(await readNamed(cli, named), 'somebody').key
  const folder = ownKeys(cli)
  const { record } = await folder.find(named)
  return publicKeyOf(record, await folder.publicFile(record))
}

/** A file that a person named. Throws `CliError` `input`. */
export async function readNamed(cli: Cli, path: string): Promise<Uint8Array> {
  return await readNamedFile(path, { maxBytes: MAX_FILE_BYTES, hint: 'trustctl directory --help' }, cli)
}

/** What was drafted, and what is next. */
export function draftedLines(roles: readonly DraftRole[]): readonly string[] {
  return roles.length === 0
    ? ['nothing is new']
    : [
        `drafted  ${roles.join(', ')}`,
        '  let those who keep the directory sign it: trustctl directory sign; then: trustctl directory publish',
      ]
}

/** What drafts change: whoever signs them puts their name to it. */
export function draftedFileLines(files: readonly DraftedFiles[]): readonly string[] {
  return files.flatMap(({ added, changed, removed }) => [
    ...added.map((path) => `  new      ${safeText(path)}`),
    ...changed.map((path) => `  changed  ${safeText(path)}`),
    ...removed.map((path) => `  removed  ${safeText(path)}`),
  ])
}

/** Who is still to sign. */
export function signingLines(signing: readonly Signing[]): readonly string[] {
  const text = signingText(signing)
  if (signing.length === 0) return []
  return text === '' ? ['enough people signed: trustctl directory publish'] : [`still to sign  ${text}`]
}

/** A number of people. Throws `CliError` `usage`. */
export function peopleCount(name: string, text: string | undefined): number | null {
  if (text === undefined) return null
  if (/^[1-9][0-9]{0,2}$/.test(text)) return Number(text)
  throw new CliError('usage', { message: `\`--${name}\` wants a number of people and got \`${text}\`` })
}
