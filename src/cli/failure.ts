import { ClientError } from '../client/index.ts'
import { PipTrustError } from '../errors/index.ts'
import { painter, safeText } from '../verdict/index.ts'
import { CliError } from './cli-error.ts'
import { EXIT, type ExitCode } from './exit-code.ts'

const MAX_LENGTH = 2000
/** Errors about what a person named or configured. By name: their rooms are not loaded for a verb that needs none of them. */
const ABOUT_INPUT: ReadonlySet<string> = new Set([
  'AttachedError',
  'BuildError',
  'CanonicalError',
  'CliError',
  'DifferenceError',
  'DirectoryError',
  'EditError',
  'EncodingError',
  'ExceptionsError',
  'KeysError',
  'JournalError',
  'PolicyError',
  'ProtectError',
  'ReleaseError',
  'ReproduceError',
  'SbomError',
  'SignError',
  'SourcesError',
  'TrustError',
  'TufError',
])

/** Errors that stand for something else than wrong input: by their class and code. */
const EXITS_OF_ERRORS: ReadonlyMap<string, ExitCode> = new Map([
  ['DirectoryError refused', EXIT.invalid],
  ['KeysError revoked', EXIT.revoked],
  ['KeysError ledger', EXIT.invalid],
  ['SignError signature', EXIT.invalid],
  ['SignError record', EXIT.refused],
  ['SignError service', EXIT.unavailable],
  ['BuildError digest', EXIT.invalid],
  ['BuildError moved-tag', EXIT.invalid],
  ['BuildError unavailable', EXIT.unavailable],
  ['ReleaseError not-reproduced', EXIT.unproven],
  ['ReleaseError not-verified', EXIT.refused],
  ['ReleaseError unguarded', EXIT.unproven],
  ['ReproduceError digest', EXIT.invalid],
  ['ReproduceError index', EXIT.unavailable],
  ['ReproduceError not-found', EXIT.unavailable],
])

/** What the system says of disks and folders: about this machine, and nothing to report. */
const SURROUNDINGS: ReadonlyMap<string, string> = new Map([
  ['ENOSPC', 'there is no space left where this writes'],
  ['EDQUOT', 'the quota is used up where this writes'],
  ['EROFS', 'what this writes to is mounted read-only'],
  ['EACCES', 'this user may not read or write there'],
])

/** An error as lines for a person: what happened, with what was expected and found, then the next command. */
export function failureLines(error: unknown, colour: boolean): readonly string[] {
  const paint = painter(colour)
  const { message, hint } = wordsOf(error)
  const head = `${paint('bad', 'trustctl:')} ${lines(message).join('\n          ')}`
  return hint === undefined
    ? [head]
    : [head, ...lines(hint).map((line) => `  ${paint('faint', 'try')}  ${line}`)]
}

/** The same for programs; stable keys. */
export function failureJson(error: unknown): {
  readonly error: { code: string; message: string; hint: string | null }
} {
  const { message, hint } = wordsOf(error)
  const isNamed = error instanceof PipTrustError || surroundingsOf(error) !== null
  const code = isNamed && error instanceof Error && 'code' in error ? String(error.code) : 'internal'
  return { error: { code, message, hint: hint ?? null } }
}

/** The exit code that an error stands for. */
export function exitCodeOfFailure(error: unknown): ExitCode {
  if (error instanceof CliError && error.code === 'nothing') return EXIT.nothingChecked
  if (surroundingsOf(error) !== null) return EXIT.usage
  if (!(error instanceof PipTrustError)) return EXIT.internal
  const own = EXITS_OF_ERRORS.get(`${error.name} ${String(error.code)}`)
  return own ?? (ABOUT_INPUT.has(error.name) ? EXIT.usage : EXIT.internal)
}

function wordsOf(error: unknown): { readonly message: string; readonly hint: string | undefined } {
  if (error instanceof PipTrustError) return { message: error.message, hint: error.hint ?? hintFor(error) }
  const message = error instanceof Error ? error.message : String(error)
  const surroundings = surroundingsOf(error)
  if (surroundings !== null)
    return {
      message: `${surroundings}: ${message}`,
      hint: 'df -h . "${TMPDIR:-/tmp}"; ls -ld on the folder that is named',
    }
  return {
    message: `internal error: ${message}`,
    hint: 'trustctl status; if it comes again, please report it',
  }
}

function surroundingsOf(error: unknown): string | null {
  if (error instanceof PipTrustError || !(error instanceof Error) || !('code' in error)) return null
  return SURROUNDINGS.get(String(error.code)) ?? null
}

function hintFor(error: PipTrustError<string>): string | undefined {
  return error instanceof ClientError ? 'trustctl status' : undefined
}

function lines(text: string): readonly string[] {
  return text.split('\n').map((line) => safeText(line, MAX_LENGTH))
}
