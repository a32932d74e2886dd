import { judgeWithheld, type DaemonLink, type FileJudge, type WitnessJudge } from '../gather/index.ts'
import type { StandingGuard } from '../guard/index.ts'
import {
  closingLines,
  type OpenRun,
  reportOf,
  RunsError,
  type CloseReply,
  type CloseRequest,
} from '../runs/index.ts'
import type { EventRequest, Registry, Stranger, WitnessCalls } from '../runs/index.ts'
import { openRun, type OpeningWorld } from './open-run.ts'

/** What answers the calls of witnesses. */
export interface CallsWorld {
  readonly opening: OpeningWorld
  readonly runs: Registry
  readonly judge: WitnessJudge
  readonly daemon: DaemonLink
  readonly files: Pick<FileJudge, 'early'>
  /** Milliseconds since the epoch. */
  readonly clock: () => number
  readonly version: string
  /** Keeps what was refused without the daemon, for `trustctl why`. */
  readonly keepRefusals: (run: OpenRun) => Promise<void>
  readonly stranger: (stranger: Stranger) => void
  readonly isDraining: () => boolean
  readonly guard: Pick<StandingGuard, 'apply'>
  /** Begins to drain, after the answer has gone out. */
  readonly drain: () => void
}

/** The calls of `api.ts`, joined to the rooms that do them. */
export function witnessCalls(world: CallsWorld): WitnessCalls {
  return {
    async open(request, ended) {
      if (world.isDraining())
        throw new RunsError('draining', {
          message: 'this interceptor is about to end',
          hint: 'run pip again',
        })
      world.daemon.greet()
      return openRun(request, ended, world.opening)
    },
    hello(run) {
      run.markWitnessed()
      return { ok: true }
    },
    judge: world.judge,
    logins: async (run, { answer }) => ({ question: await run.logins.attend(answer) }),
    stranger: world.stranger,
    event(run, request) {
      recordEvent(run, request)
      return { ok: true }
    },
    async close(run, request) {
      const now = Math.floor(world.clock() / 1000)
      if (request.exitCode !== 0) await judgeWithheld(run, world.files, now)
      await world.keepRefusals(run)
      return closeRun(run, request, world)
    },
    version: () => ({ version: world.version, pid: process.pid, runs: world.runs.size() }),
    guard: () => world.guard.apply(),
    stop() {
      setImmediate(world.drain)
      return { ok: true }
    },
  }
}

function recordEvent(run: OpenRun, { type, code, detail }: EventRequest): void {
  if (type === 'build-started') run.markTainted()
  run.ledger.event({ type, code, detail })
}

/** What the witness itself refused makes pip's 0 a 1, as a refused artifact does. */
function closeRun(
  run: OpenRun,
  { exitCode, colour }: CloseRequest,
  { daemon, clock }: Pick<CallsWorld, 'daemon' | 'clock'>,
): CloseReply {
  const outcomes = run.ledger.outcomes()
  const inForce = outcomes.findLast((outcome) => outcome.by === 'daemon')
  const policy = inForce?.by === 'daemon' ? inForce.verdict.policy : daemon.policy()
  const report = reportOf(run, exitCode, policy)
  const byWitness = report.events.filter(
    ({ type, code }) => code !== null && type.endsWith('-refused') && type !== 'page-refused',
  )
  return {
    lines: closingLines(outcomes, report, { colour, now: Math.floor(clock() / 1000) }),
    refused: report.counts.refused + byWitness.length,
    report,
  }
}
