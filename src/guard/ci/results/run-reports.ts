import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { EncodingError, isJsonObject, parseJson, type JsonValue } from '../../../encoding/index.ts'
import { FilesError, isSystemError, readFileBounded } from '../../../files/index.ts'
import { isReasonCode, REASONS, type ReasonCode } from '../../../verdict/index.ts'
import type { JobEntry } from './job-entry.ts'

/** Most reports that are read, and how large and deep one may be. */
export const RUN_REPORT_LIMITS = { maxReports: 1000, maxBytes: 4 * 1024 * 1024, maxDepth: 32 } as const

/** What the runs of pip themselves said. */
export interface RunReports {
  /** Refusals that never reached the daemon. */
  readonly refusals: readonly JobEntry[]
  /** Reports that could not be read, or were too many. */
  readonly unread: number
}

/**
 * Reads the reports that guarded pips left in a folder (`PIP_TRUST_REPORT=FOLDER/`). They add words to what the daemon
 * recorded, and take nothing away: what the daemon judged is left to its records.
 */
export async function readRunReports(folder: string): Promise<RunReports> {
  const names = (await namesIn(folder)).filter((name) => name.endsWith('.json')).toSorted()
  const refusals: JobEntry[] = []
  let unread = Math.max(0, names.length - RUN_REPORT_LIMITS.maxReports)
  for (const name of names.slice(0, RUN_REPORT_LIMITS.maxReports)) {
    const report = await readReport(join(folder, name))
    if (report === null) unread += 1
    else refusals.push(...refusalsOf(report))
  }
  return { refusals, unread }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return []
    throw error
  }
}

async function readReport(path: string): Promise<JsonValue | null> {
  try {
    return parseJson(await readFileBounded(path, RUN_REPORT_LIMITS), RUN_REPORT_LIMITS)
  } catch (error) {
    if (error instanceof FilesError || error instanceof EncodingError) return null
    throw error
  }
}

function refusalsOf(report: JsonValue): readonly JobEntry[] {
  if (!isJsonObject(report)) return []
  return [...listOf(report['artifacts']).flatMap(refusedArtifact), ...listOf(report['events']).flatMap(event)]
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : []
}

/** One that the interceptor refused by itself: the daemon's have a ref. */
function refusedArtifact(value: JsonValue): readonly JobEntry[] {
  if (!isJsonObject(value) || value['decision'] !== 'block' || typeof value['ref'] === 'string') return []
  const code = codeOf(value['code'])
  if (code === null) return []
  const [location, channel] = [textOf(value['location']), textOf(value['channel'])]
  const filename = textOf(value['filename'])
  const sha256 = value['sha256']
  return [
    {
      ...refusal(code, filename === '' ? location : filename, location),
      isArtifact: true,
      channel,
      sha256: typeof sha256 === 'string' ? sha256 : null,
    },
  ]
}

function event(value: JsonValue): readonly JobEntry[] {
  if (!isJsonObject(value)) return []
  const code = codeOf(value['code'])
  return code === null ? [] : [refusal(code, textOf(value['detail']), textOf(value['detail']))]
}

function refusal(code: ReasonCode, name: string, location: string): JobEntry {
  return {
    isArtifact: false,
    decision: 'block',
    code,
    name,
    project: null,
    version: null,
    sha256: null,
    channel: '',
    location,
    rule: null,
    exception: null,
    reasons: [{ code, expected: '', found: REASONS[code].title, fix: [`trustctl why ${code}`] }],
    facts: [],
    ref: null,
    times: 1,
  }
}

function codeOf(value: JsonValue | undefined): ReasonCode | null {
  return typeof value === 'string' && isReasonCode(value) && value !== 'TC0000' ? value : null
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : ''
}
