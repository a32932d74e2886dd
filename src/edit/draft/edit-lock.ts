import { acquireLock, lockHolder, type Lock } from '../../files/index.ts'
import { EditError } from '../edit-error.ts'

/** Who edits, for whoever comes second. */
export interface LockNote {
  readonly actor: string
  /** Seconds since the epoch, UTC. */
  readonly since: number
}

/** Takes the lock of the draft. Throws `EditError` `locked`, which names the holder. */
export async function lockDraft(path: string, { actor, since }: LockNote): Promise<Lock> {
  const lock = await acquireLock(path, `${timeOf(since)} ${actor}`)
  if (lock !== null) return lock
  const [pid, time, name] = await holderOf(path)
  throw new EditError('locked', {
    message: `the policy is being edited already: by ${name}, process ${pid}, since ${time}`,
    hint: 'wait until that editor is closed; or, without an editor: trustctl policy edit --set PATH=VALUE',
  })
}

/** Process, time and name; words for what can't be found out because the holder has just left. */
async function holderOf(path: string): Promise<readonly [string, string, string]> {
  const holder = await lockHolder(path)
  const [, time = 'a moment ago', name = 'somebody'] = /^(\S+) (.+)$/.exec(holder?.note ?? '') ?? []
  return [String(holder?.pid ?? 'unknown'), time, name]
}

function timeOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000', '')
}
