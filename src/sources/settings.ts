import { dirname, basename } from 'node:path'
import { EncodingError, parseJson } from '../encoding/index.ts'
import { ensurePrivateFolder } from '../files/index.ts'
import { SourcesError } from './sources-error.ts'
import { readTrustedFile } from './trusted-file.ts'

/** What can be set beside the policy. */
export interface Settings {
  /** Evidence sources: absolute folders and URL templates, in the order they are asked. */
  readonly evidence: readonly string[]
  /** The daemon ends after this long without a session. */
  readonly idleStopMinutes: number
  /** How long an evidence template may take to answer. */
  readonly evidenceTimeoutSeconds: number
  /** The daemon's log is put aside at this size. */
  readonly logMaxKilobytes: number
  /** Whether the daemon refreshes trust roots by itself, at most once a day each. */
  readonly refreshTrust: boolean
}

/** What holds where the settings file says nothing. */
export const DEFAULT_SETTINGS: Settings = {
  evidence: [],
  idleStopMinutes: 30,
  evidenceTimeoutSeconds: 10,
  logMaxKilobytes: 4096,
  refreshTrust: true,
}

export const MAX_SOURCES = 32
const MAX_SOURCE_LENGTH = 2048
const MAX_SETTINGS_BYTES = 64 * 1024
const SETTINGS_LIMITS = { maxBytes: MAX_SETTINGS_BYTES, maxDepth: 4 }

const SCHEMA = {
  evidence: {
    type: 'array',
    maxItems: MAX_SOURCES,
    uniqueItems: true,
    items: { type: 'string', maxLength: MAX_SOURCE_LENGTH },
  },
  idleStopMinutes: { type: 'number', exclusiveMinimum: 0, maximum: 10_080 },
  evidenceTimeoutSeconds: { type: 'number', exclusiveMinimum: 0, maximum: 60 },
  logMaxKilobytes: { type: 'integer', minimum: 16, maximum: 1_048_576 },
  refreshTrust: { type: 'boolean' },
} as const

/**
 * The settings, checked against their schema; where there is no file, the defaults (and nothing is written).
 * Throws `SourcesError` `settings`, `unsafe-file` or `too-large`.
 */
export async function loadSettings(file: string): Promise<Settings> {
  if (!(await fileIsThere(file))) return DEFAULT_SETTINGS
  const { store } = await openConf(file)
  return { ...DEFAULT_SETTINGS, ...store }
}

/** Sets the evidence sources, keeping every other setting. Throws as `loadSettings` does. */
export async function saveEvidence(file: string, evidence: readonly string[]): Promise<void> {
  await ensurePrivateFolder(dirname(file))
  await fileIsThere(file)
  const conf = await openConf(file)
  conf.set('evidence', [...evidence])
}

/** Looks at the file before conf does, which takes an array for no settings and the last of two equal keys. */
async function fileIsThere(file: string): Promise<boolean> {
  try {
    const settings = parseJson(await readTrustedFile(file, MAX_SETTINGS_BYTES), SETTINGS_LIMITS)
    if (typeof settings === 'object' && settings !== null && !Array.isArray(settings)) return true
    throw unusable(file, new Error('it is no JSON object'))
  } catch (error) {
    if (error instanceof EncodingError) throw unusable(file, error)
    if (error instanceof SourcesError && error.code === 'missing') return false
    throw error
  }
}

/** conf is loaded only where there is something to read or write: its schema compiler takes longer than a daemon's start. */
async function openConf(file: string) {
  const { default: Conf } = await import('conf')
  try {
    return new Conf<Settings>({
      cwd: dirname(file),
      configName: basename(file, '.json'),
      projectSuffix: '',
      configFileMode: 0o600,
      clearInvalidConfig: false,
      accessPropertiesByDotNotation: false,
      schema: SCHEMA,
      rootSchema: { additionalProperties: false },
    })
  } catch (cause) {
    throw unusable(file, cause)
  }
}

function unusable(file: string, cause: unknown): SourcesError {
  const why = cause instanceof Error ? cause.message : String(cause)
  return new SourcesError('settings', {
    message: `the settings file \`${file}\` can't be used: ${why}`,
    hint: `mend it, or: rm '${file}'`,
    cause,
  })
}
