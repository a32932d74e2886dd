import { EncodingError, isJsonObject, parseJson, type JsonValue } from '../../encoding/index.ts'
import { checkPrivateFile, FilesError, readFileBounded, writeFileAtomically } from '../../files/index.ts'
import { CiError } from './ci-error.ts'
import { parseProvider, type Provider } from './provider.ts'

/** What the bootstrap of a job wrote down, for its end to be held against. */
export interface Job {
  readonly provider: Provider
  /** The job's own `PIP_TRUST_HOME`, made for it. */
  readonly home: string
  /** Seconds since the epoch, UTC. */
  readonly startedAt: number
  /** The daemon that was started: a killed one has another pid or start, whoever started it again. */
  readonly daemon: { readonly pid: number; readonly startedAt: number }
  readonly policy: { readonly name: string; readonly version: number; readonly digest: string }
  /** The guard for pips without a shim: its process, and pip's configuration that points at it; null where it was left out. */
  readonly guard: { readonly pid: number; readonly pipConf: string } | null
  /** Public ids of the canary's own runs: nothing that the job installed. */
  readonly canaryRuns: readonly string[]
}

const LIMITS = { maxBytes: 64 * 1024, maxDepth: 4 } as const
const FORM = 1

/** Writes a job's record, for this user alone. */
export async function writeJob(path: string, job: Job): Promise<void> {
  await writeFileAtomically(path, `${JSON.stringify({ form: FORM, ...job }, null, 2)}\n`)
}

/** Reads a job's record. Throws `CiError` `job` where there is none, or it isn't this user's alone, or is none. */
export async function readJob(path: string): Promise<Job> {
  try {
    await checkPrivateFile(path)
    const job = parse(parseJson(await readFileBounded(path, LIMITS), LIMITS))
    if (job !== null) return job
  } catch (cause) {
    if (!(cause instanceof FilesError) && !(cause instanceof EncodingError)) throw cause
    throw unusable(path, cause.message, cause)
  }
  throw unusable(path, 'it is not what `trustctl ci bootstrap` writes')
}

function parse(value: JsonValue): Job | null {
  if (!isJsonObject(value) || value['form'] !== FORM) return null
  const { provider: named, home, startedAt, daemon, policy, canaryRuns } = value
  const guard = parseGuard(value['guard'])
  const provider = typeof named === 'string' ? parseProvider(named) : null
  if (provider === null || typeof home !== 'string' || typeof startedAt !== 'number') return null
  if (guard === undefined) return null
  if (!isJsonObject(daemon) || !isJsonObject(policy) || !Array.isArray(canaryRuns)) return null
  const { pid, startedAt: since } = daemon
  const { name, version, digest } = policy
  if (typeof pid !== 'number' || typeof since !== 'number') return null
  if (typeof name !== 'string' || typeof version !== 'number' || typeof digest !== 'string') return null
  const runs = canaryRuns.filter((run) => typeof run === 'string')
  return {
    provider,
    home,
    startedAt,
    daemon: { pid, startedAt: since },
    policy: { name, version, digest },
    guard,
    canaryRuns: runs,
  }
}

/** Undefined for what is neither a guard nor said to be none. */
function parseGuard(value: JsonValue | undefined): Job['guard'] | undefined {
  if (value === null) return null
  if (value === undefined || !isJsonObject(value)) return undefined
  const { pid, pipConf } = value
  return typeof pid === 'number' && typeof pipConf === 'string' ? { pid, pipConf } : undefined
}

function unusable(path: string, why: string, cause?: unknown): CiError {
  return new CiError('job', {
    message: `the record of this job, \`${path}\`, can't be used: ${why}`,
    hint: 'run `trustctl ci bootstrap` at the beginning of the job, and leave its folder alone',
    ...(cause === undefined ? {} : { cause }),
  })
}
