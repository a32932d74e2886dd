import { basename, resolve } from 'node:path'
import { checkPrivateFile, FilesError, readFileBounded } from '../../files/index.ts'
import { parseProjectName, parseVersion } from '../../python/index.ts'
import { COMPARISON_LIMITS, type ComparedFile } from '../../publish/difference/index.ts'
import {
  parseCommitWish,
  type ReproduceWish,
  type SourceWish,
  type Target,
} from '../../publish/reproduce/index.ts'
import { openPem, signerOf, type Signer } from '../../publish/keys/index.ts'
import { instantOf } from '../option-values.ts'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'
import { readNamedFile } from '../named-file.ts'
import { passphraseSource } from '../signing/index.ts'

/** The options of `trustctl reproduce`. */
export interface ReproduceOptions {
  readonly what: string
  readonly source: string | undefined
  readonly from: string | undefined
  readonly 'as-of': string | undefined
  readonly out: string | undefined
  readonly key: string | undefined
  readonly rebuilder: string | undefined
  readonly builder: string | undefined
}

/** What was asked for, whole and checked before anything is fetched. */
export interface RebuildWish {
  readonly wish: ReproduceWish
  /** Absolute; null where nothing but a statement is written, into the working folder. */
  readonly out: string | null
  /** Null where nothing is stated. */
  readonly stating: Stating | null
}

export interface Stating {
  readonly signer: Signer
  readonly rebuilder: string
  readonly builder: string
}

const MAX_KEY_BYTES = 16 * 1024
/** A name in an evidence folder (docs/reference/rebuilds.md). */
const REBUILDER = /^[A-Za-z0-9_-]{1,64}$/

/** Reads the files that are named, and the key. Throws `CliError`, `ReproduceError` `source`. */
export async function reproduceWish(options: ReproduceOptions, cli: Cli): Promise<RebuildWish> {
  const source = await sourceOf(options, cli)
  const target = await targetOf(options.what, cli)
  const asOf = options['as-of'] === undefined ? null : instantOf('as-of', options['as-of'])
  const out = options.out === undefined ? null : resolve(cli.cwd, options.out)
  return { wish: { target, source, asOf }, out, stating: await statingOf(options, cli) }
}

async function targetOf(what: string, cli: Pick<Cli, 'cwd'>): Promise<Target> {
  const [, name = '', text = ''] = /^([^=\s]+)==([^=\s]+)$/.exec(what) ?? []
  if (name === '') return { kind: 'file', file: await fileOf(what, cli) }
  const [project, version] = [parseProjectName(name), parseVersion(text)]
  if (project !== null && version !== null) return { kind: 'release', project, version }
  throw new CliError('usage', {
    message: `\`${what}\` is no release`,
    hint: 'trustctl reproduce six==1.16.0',
  })
}

async function sourceOf({ source, from }: ReproduceOptions, cli: Pick<Cli, 'cwd'>): Promise<SourceWish> {
  if (source !== undefined && from !== undefined)
    throw new CliError('usage', {
      message: '`--source` and `--from` are two sources',
      hint: 'give one of them',
    })
  if (source === undefined && from === undefined) return { kind: 'index' }
  if (source !== undefined && !source.startsWith('git+'))
    return { kind: 'sdist', file: await fileOf(source, cli) }
  return { kind: 'commit', wish: parseCommitWish(from ?? source ?? '') }
}

async function fileOf(path: string, cli: Pick<Cli, 'cwd'>): Promise<ComparedFile> {
  const limits = {
    maxBytes: COMPARISON_LIMITS.maxFileBytes,
    hint: 'trustctl reproduce PROJECT==VERSION|FILE',
  }
  return { filename: basename(path), bytes: await readNamedFile(path, limits, cli) }
}

async function statingOf({ key, rebuilder, builder }: ReproduceOptions, cli: Cli): Promise<Stating | null> {
  if (key === undefined && rebuilder === undefined && builder === undefined) return null
  if (key === undefined || rebuilder === undefined)
    throw new CliError('usage', {
      message: 'a statement needs `--key` and `--rebuilder`',
      hint: '--key rebuilder.pem --rebuilder NAME',
    })
  if (!REBUILDER.test(rebuilder))
    throw new CliError('usage', {
      message: `\`--rebuilder\` is \`${rebuilder}\`: expected letters, digits, \`-\` and \`_\``,
      hint: '--rebuilder acme',
    })
  const signer = await signerIn(resolve(cli.cwd, key), cli)
  return { signer, rebuilder, builder: builder ?? `urn:rebuilder:${rebuilder}` }
}

/** A private key in PEM, in a file that nobody else may read. Throws `CliError` `input`, `KeysError`, `EncodingError`. */
async function signerIn(path: string, cli: Cli): Promise<Signer> {
  try {
    await checkPrivateFile(path)
    const bytes = await readFileBounded(path, { maxBytes: MAX_KEY_BYTES })
    return signerOf(await openPem(bytes, `\`${path}\``, await passphraseSource(cli, undefined)))
  } catch (cause) {
    if (!(cause instanceof FilesError)) throw cause
    const hint = cause.hint === undefined ? {} : { hint: cause.hint }
    throw new CliError('input', { message: cause.message, ...hint, cause })
  }
}
