import { statSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { FilesError, readFileBounded } from '../../files/index.ts'
import { evidenceKindOf, MAX_EVIDENCE_BYTES } from '../../sources/index.ts'
import type { Evidence } from '../../verdict/index.ts'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'
import { kindByContent } from './kind-by-content.ts'

/** What `--evidence` named: folders to look into, and files. */
export interface GivenEvidence {
  readonly folders: readonly string[]
  readonly files: readonly Evidence[]
}

/** Reads what `--evidence` names. Throws `CliError` `input` for what is not there or is no evidence of a known kind. */
export async function readGivenEvidence(named: readonly string[], { cwd }: Cli): Promise<GivenEvidence> {
  const paths = named.map((path) => resolve(cwd, path))
  const files = paths.filter((path) => !isFolder(path))
  return { folders: paths.filter(isFolder), files: await Promise.all(files.map(readEvidence)) }
}

/**
 * The part of it that is about one of several files: evidence named `<file>.…` of another judged file is left out, and
 * what is named after none is about all.
 */
export function evidenceFor(
  filename: string,
  all: readonly string[],
  files: readonly Evidence[],
): readonly Evidence[] {
  return files.filter(({ origin }) => {
    const name = basename(origin.where)
    return name.startsWith(`${filename}.`) || !all.some((other) => name.startsWith(`${other}.`))
  })
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

async function readEvidence(where: string): Promise<Evidence> {
  const bytes = await readFileBounded(where, { maxBytes: MAX_EVIDENCE_BYTES }).catch((cause: unknown) => {
    if (!(cause instanceof FilesError)) throw cause
    throw new CliError('input', { message: cause.message, hint: HINT, cause })
  })
  const kind = evidenceKindOf(where) ?? kindByContent(bytes)
  if (kind === null) throw unknownKind(where)
  return { kind, origin: { via: 'argument', where }, bytes }
}

const HINT = 'trustctl verify FILE --evidence PATH'

function unknownKind(where: string): CliError {
  return new CliError('input', {
    message: `\`${where}\` is no evidence of a known kind: expected a PEP 740 provenance or attestation, a Sigstore bundle, a DSSE envelope, or a signature by OpenPGP, CMS or minisign`,
    hint: HINT,
  })
}
