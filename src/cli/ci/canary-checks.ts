import { tmpdir } from 'node:os'
import {
  proven,
  runCanary,
  unproven,
  type CanaryVerdict,
  type PipCommand,
  type ProofCheck,
} from '../../guard/index.ts'
import type { Cli } from '../cli.ts'
import { withDaemon } from '../daemon.ts'
import { decisionPages } from '../record-pages.ts'

/** What a canary came to in a job. */
interface CanaryOfJob {
  readonly checks: readonly ProofCheck[]
  /** Public ids of the runs that it made. */
  readonly runs: readonly string[]
}

/** The pips that are tried: by the shim alone, and where the guard is in force one that passes by the shim. */
export const CANARIES: Readonly<Record<'shim' | 'guard', readonly PipCommand[]>> = {
  shim: [['pip']],
  guard: [['pip'], ['python3', '-m', 'pip']],
}

const EVER_DAYS = 36_500

/** Tries pips live: a tampered package is to be refused, a good one to be let through. */
export async function canaryChecks(cli: Cli, pips: readonly PipCommand[]): Promise<CanaryOfJob> {
  return await withDaemon(cli, async (daemon) => {
    const before = await runsOf(daemon, cli)
    const { env, now } = cli
    const checks: ProofCheck[] = []
    for (const pip of pips) {
      const name = pip.join(' ')
      cli.complain(`pip-trust: trying \`${name}\` with a good package and two that were tampered with`)
      checks.push(canaryCheck(name, await runCanary(pip, { env, now, daemon, temporary: tmpdir() })))
    }
    const after = await runsOf(daemon, cli)
    return { checks, runs: [...after].filter((run) => !before.has(run)) }
  })
}

function canaryCheck(pip: string, verdict: CanaryVerdict): ProofCheck {
  const seen = verdict.codes.length === 0 ? '' : ` (${verdict.codes.join(', ')})`
  switch (verdict.kind) {
    case 'covered':
      return proven('canary', `\`${pip}\` refuses a tampered package and takes a good one${seen}`)
    case 'not-covered':
      return unproven('canary', `\`${pip}\` is not guarded: ${verdict.why}`, 'trustctl doctor')
    case 'refuses-everything':
      return unproven('canary', `\`${pip}\` refuses also a good package${seen}: ${verdict.why}`, WHY)
    case 'unknown':
      return unproven('canary', `whether \`${pip}\` is guarded can't be told: ${verdict.why}`, WHY)
  }
}

const WHY = 'trustctl status; is there a pip on PATH besides the shim?'

async function runsOf(daemon: Parameters<typeof decisionPages>[0], cli: Cli): Promise<ReadonlySet<string>> {
  const runs = new Set<string>()
  for await (const page of decisionPages(daemon, { days: EVER_DAYS, what: 'reading what was decided' }, cli))
    for (const { run } of page) runs.add(run.id)
  return runs
}
