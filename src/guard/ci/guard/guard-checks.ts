import type { Job } from '../job.ts'
import { proven, unproven, type ProofCheck } from '../proof.ts'

/** The guard of a job as it is found. */
export interface GuardNow {
  /** Whether it still serves; null where nobody is pointed at it any more. */
  readonly serving: boolean | null
  readonly problem: string | null
  /** Null where the interceptor does not answer. */
  readonly pid: number | null
  readonly pipConf: 'in-force' | 'edited' | 'missing'
  /** The user configuration that a pip would read now. */
  readonly pipReads: string
  /** Folders out of which the witness was taken. */
  readonly bare: readonly string[]
  /** Variables by which pips pass over the guard. */
  readonly passedOver: readonly string[]
}

const AGAIN = 'look for the step that does it; `trustctl ci bootstrap --no-guard` where it must'

/** Whether the guard held all through a job, for pips that no shim sees: each thing that is wrong, or that all is well. */
export function guardChecks(guard: NonNullable<Job['guard']>, now: GuardNow): readonly ProofCheck[] {
  const wrong = [...wrongOf(guard, now)]
  if (wrong.length > 0) return wrong.map((words) => unproven('guard', words, AGAIN))
  return [proven('guard', `pips without a shim went by the guard all the time (pid ${guard.pid})`)]
}

function* wrongOf(guard: NonNullable<Job['guard']>, now: GuardNow): Generator<string> {
  if (now.serving === null) {
    yield 'the guard was taken away: by `trustctl unprotect`, or by an earlier `trustctl ci report`'
    return
  }
  if (now.pid !== guard.pid)
    yield `the guard is not the one of the beginning: expected pid ${guard.pid}, found ${now.pid === null ? 'none' : `pid ${now.pid}`}; something ended it between steps`
  else if (!now.serving) yield `the guard does not serve: ${now.problem ?? 'no reason was given'}`
  if (now.pipConf === 'edited')
    yield `\`${guard.pipConf}\` was changed during the job: expected it as the guard wrote it`
  if (now.pipConf === 'missing') yield `\`${guard.pipConf}\` was taken away during the job`
  if (now.pipReads !== guard.pipConf)
    yield `pip reads another user configuration: expected \`${guard.pipConf}\`, found \`${now.pipReads}\``
  for (const folder of now.bare) yield `the witness was taken out of \`${folder}\``
  yield* passedOverWords(now.passedOver)
}

/** What a variable does to the guard, in words. */
export function passedOverWords(names: readonly string[]): readonly string[] {
  return names.map((name) => `\`${name}\` is set: pips pass over the guard by it`)
}
