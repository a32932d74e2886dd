import { randomBytes } from 'node:crypto'
import type { Run } from '../../src/verdict/index.ts'
import type { Locks, Pins, UpstreamSettings } from '../pip-settings/index.ts'
import type { OpenRequest } from './api.ts'
import { type Ledger, ledger } from './ledger.ts'
import { type Logins, logins } from './logins.ts'
import { type PageMemory, pageMemory } from './page-memory.ts'
import { type SourceMemory, sourceMemory } from './source-memory.ts'
import { type TextMemory, textMemory } from './text-memory.ts'

const TOKEN_BYTES = 32
const ID_BYTES = 8

/** One pip invocation while it lives. */
export interface OpenRun {
  /** Public, 16 hex digits. */
  readonly id: string
  /** Secret, 256 bits. */
  readonly token: string
  readonly opening: OpenRequest
  readonly settings: UpstreamSettings
  /** Digests that the person's own files pin. */
  readonly pins: Pins
  /** Whom the person's own lock files name. */
  readonly locks: Locks
  readonly context: Run['context']
  /** Seconds since the epoch. */
  readonly startedAt: number
  readonly pages: PageMemory
  readonly sources: SourceMemory
  /** What keyring has for its indexes, by way of its witness. */
  readonly logins: Logins
  /** Texts that came from elsewhere in this run. */
  readonly texts: TextMemory
  /** What the person gave pip: words of the command line, and local sources. */
  readonly typed: TextMemory
  readonly ledger: Ledger
  /** Fires when the run has ended. */
  readonly ended: AbortSignal
  /** True for a session of the guard's: it serves programs that no witness is in, and several of them at once. */
  readonly standing: boolean
  /** True once the audit hook is in place in pip's process, and for the guard's sessions, which have none. */
  isWitnessed(): boolean
  markWitnessed(): void
  /** Called when a build hook starts: from then on an artifact's code has the user's rights. */
  markTainted(): void
  /** The run as the daemon knows it. */
  asRun(): Run
}

/** What a run starts with, beside its opening and its settings. */
export interface RunStart {
  readonly pins: Pins
  readonly locks: Locks
  /** The texts of the person's own requirements and constraints files. */
  readonly requirements: readonly string[]
  readonly standing: boolean
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly ended: AbortSignal
}

/** Starts a run. */
export function newRun(
  opening: OpenRequest,
  settings: UpstreamSettings,
  { pins, locks, requirements, standing, now, ended }: RunStart,
): OpenRun {
  let witnessed = standing
  let tainted = false
  const id = randomBytes(ID_BYTES).toString('hex')
  const context = contextOf(opening.env)
  const typed = textMemory({ expanded: false })
  for (const word of [...settings.words, ...settings.localSources]) typed.remember(word)
  const sources = sourceMemory(settings, requirements)
  const startedAt = Math.floor(now / 1000)
  const told = ledger()
  return {
    id,
    token: randomBytes(TOKEN_BYTES).toString('base64url'),
    opening,
    settings,
    pins,
    locks,
    context,
    startedAt,
    pages: pageMemory(),
    sources,
    logins: logins(!standing && needsLogins(settings, sources), ended),
    texts: textMemory({ expanded: true }),
    typed,
    ledger: told,
    standing,
    ended,
    isWitnessed: () => witnessed,
    markWitnessed: () => void (witnessed = true),
    markTainted: () => void (tainted = true),
    // Nobody sees when a program without a witness builds: it may have as soon as it has a source distribution.
    asRun: () => ({ id, context, startedAt, tainted: tainted || (standing && hasReleasedSource(told)) }),
  }
}

const hasReleasedSource = (told: Ledger): boolean =>
  told
    .outcomes()
    .some((each) => each.by === 'daemon' && each.decision !== 'block' && each.artifact.kind === 'sdist')

/** With one index alone pip asks keyring by itself, when it is told 401. */
export function needsLogins({ logins: { keyring } }: UpstreamSettings, sources: SourceMemory): boolean {
  const indexes = sources.indexUrls()
  return keyring !== null && indexes.length > 1 && indexes.some(({ password }) => password === '')
}

/** CI services set `CI`; its being there, and not saying no, is what they have in common. */
function contextOf(env: Readonly<Record<string, string>>): Run['context'] {
  const value = env['CI']?.toLowerCase() ?? ''
  return value === '' || value === 'false' || value === '0' ? 'workstation' : 'ci'
}
