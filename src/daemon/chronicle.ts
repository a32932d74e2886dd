import type { HistoryEvent, HistoryRecord } from '../protocol/index.ts'
import { StoreError, type Store } from '../store/index.ts'
import type { Configuration, Refusal } from './configuration.ts'
import type { Log } from './log.ts'

/** Who acts where nobody asked. */
export const DAEMON_ACTOR = 'trustd'

/** Entries that are looked through for what was told last: what is older is told once more. */
const REMEMBERED_RECORDS = 1000

/** Writes into the history what the daemon itself sees: which policy came into force, and which file was refused. */
export interface Chronicle {
  /** Tells what is new since it told last. Never rejects: what can't be written is in the log. */
  tell(configuration: Configuration): Promise<void>
  /** The newest entries from before, at most a thousand; for what else goes on from there. */
  readonly records: readonly HistoryRecord[]
  /** What a person should know of the history. */
  notices(): readonly string[]
}

interface ChronicleWorld {
  readonly store: Store
  /** Seconds since the epoch, UTC. */
  readonly clock: () => number
  readonly log: Log
}

/** Reads what was told last. A history that was tampered with is told about, and goes on. */
export async function openChronicle({ store, clock, log }: ChronicleWorld): Promise<Chronicle> {
  const troubles = new Set<string>()
  const trouble = (error: unknown): void => {
    if (!(error instanceof StoreError)) throw error
    log.write('error', error.message, { code: error.code })
    if (error.code === 'history') troubles.add(error.message)
  }
  const records = await newest(store).catch((error: unknown) => (trouble(error), []))
  let inForce = lastInForce(records)
  const refused = lastRefused(records)
  const append = async (event: HistoryEvent): Promise<void> => {
    await store.append({ at: clock(), actor: DAEMON_ACTOR, event }).catch(trouble)
  }
  return {
    records,
    notices: () => [...troubles],
    tell: async (configuration) => {
      const event = inForceEvent(configuration)
      if (event !== null && inForceKey(event) !== inForce) {
        inForce = inForceKey(event)
        await append(event)
      }
      const files = new Set(configuration.refusals.map(({ file }) => file))
      for (const file of [...refused.keys()].filter((each) => !files.has(each))) refused.delete(file)
      for (const refusal of configuration.refusals.filter((each) => refused.get(each.file) !== keyOf(each))) {
        refused.set(refusal.file, keyOf(refusal))
        await append(refusedEvent(refusal))
      }
    },
  }
}

async function newest(store: Store): Promise<readonly HistoryRecord[]> {
  return (await store.history({ since: 0, before: null, limit: REMEMBERED_RECORDS })).records
}

type InForce = Extract<HistoryEvent, { readonly type: 'policy-in-force' }>

/** The preset that holds without a file is told as well: it is what is enforced. */
function inForceEvent({ policy, about, layers }: Configuration): InForce | null {
  if (policy.kind === 'unusable') return null
  const { name, version, digest, files } = about
  return {
    type: 'policy-in-force',
    name,
    version,
    digest,
    files,
    texts: layers.flatMap(({ sha256 }) => sha256 ?? []),
  }
}

/** The policy, and the very bytes that said it: a file that was changed by hand is told also where only a comment differs. */
function inForceKey({ digest, files, texts }: InForce): string {
  return JSON.stringify([digest, files, texts ?? []])
}

function lastInForce(records: readonly HistoryRecord[]): string | null {
  const found = records.map(({ event }) => event).find((event) => event.type === 'policy-in-force')
  return found === undefined ? null : inForceKey(found)
}

function refusedEvent({ file, words, sha256 }: Refusal): HistoryEvent {
  return { type: 'policy-refused', file, words, text: sha256 }
}

/** The same content that is refused with the same words is told once. */
function keyOf({
  file,
  words,
  sha256,
}: Omit<Refusal, 'sha256'> & { readonly sha256: string | null }): string {
  return JSON.stringify([file, words, sha256])
}

function lastRefused(records: readonly HistoryRecord[]): Map<string, string> {
  const told = new Map<string, string>()
  for (const { event } of records) {
    if (event.type !== 'policy-refused' || told.has(event.file)) continue
    const { file, words, text } = event
    told.set(file, keyOf({ file, words, sha256: text ?? null }))
  }
  return told
}
