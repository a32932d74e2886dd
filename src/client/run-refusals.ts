import { EncodingError, isJsonObject, type JsonObject, type JsonValue, parseJson } from '../encoding/index.ts'
import { FilesError, readFileBounded, writeFileAtomically } from '../files/index.ts'
import { isReasonCode, type UnjudgedRefusal } from '../verdict/index.ts'

/** What an interceptor refused in one run before anybody could judge it: the daemon's records have nothing of it. */
export interface RunRefusals {
  /** Seconds since the epoch, UTC. */
  readonly at: number
  readonly run: string
  readonly refusals: readonly UnjudgedRefusal[]
}

const LIMITS = { maxBytes: 1024 * 1024, maxDepth: 6 } as const
/** As many as surely fit into a file that is read again. */
const MAX_REFUSALS = 100

/** Keeps the refusals of the run that ended last, in the place of an earlier run's. Rejects with what `fs` says. */
export async function keepRunRefusals(path: string, { at, run, refusals }: RunRefusals): Promise<void> {
  await writeFileAtomically(path, JSON.stringify({ at, run, refusals: refusals.slice(0, MAX_REFUSALS) }))
}

/** What was kept; null where nothing was, or what is there can't be read: it explains, and decides nothing. */
export async function readRunRefusals(path: string): Promise<RunRefusals | null> {
  try {
    return parse(parseJson(await readFileBounded(path, LIMITS), LIMITS))
  } catch (error) {
    if (error instanceof FilesError || error instanceof EncodingError) return null
    throw error
  }
}

function parse(value: JsonValue): RunRefusals | null {
  if (!isJsonObject(value)) return null
  const { at, run, refusals } = value
  if (typeof at !== 'number' || typeof run !== 'string' || !Array.isArray(refusals)) return null
  const readable = refusals.flatMap((each) => (isJsonObject(each) ? parseRefusal(each) : []))
  return readable.length === 0 ? null : { at, run, refusals: readable }
}

function parseRefusal({ name, sha256, location, finding, hint }: JsonObject): readonly UnjudgedRefusal[] {
  if (typeof name !== 'string' || typeof location !== 'string' || !isJsonObject(finding)) return []
  const { code, expected, found } = finding
  if (typeof code !== 'string' || !isReasonCode(code)) return []
  if (typeof expected !== 'string' || typeof found !== 'string') return []
  return [
    {
      name,
      location,
      sha256: typeof sha256 === 'string' ? sha256 : null,
      finding: { code, expected, found },
      hint: typeof hint === 'string' ? hint : null,
    },
  ]
}
