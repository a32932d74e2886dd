import type { Pair } from '../../test/e2e/harness/index.ts'
import type { World } from '../../test/world/sigstore/index.ts'
import { fillDisk, forbidWriting } from './disks.ts'
import { drawOf, type Draw } from './draw.ts'
import { failureOf, type Played } from './fault.ts'
import { endIndex, endPip, kill, stop } from './parts.ts'
import { openStage, type Stage } from './stage.ts'
import { answerBadly, breakWire } from './upstream.ts'

type Fault = (stage: Stage, project: string, draw: Draw) => Promise<Played>

const FAULTS: readonly [Fault, ...Fault[]] = [
  kill,
  kill,
  stop,
  endPip,
  endIndex,
  breakWire,
  breakWire,
  answerBadly,
  answerBadly,
  answerBadly,
  fillDisk,
  fillDisk,
  forbidWriting,
]

/** What came of one round. */
export interface Round {
  readonly number: number
  readonly pip: string
  readonly project: 'alpha' | 'beta'
  readonly words: string
  readonly exit: number | NodeJS.Signals | null
  /** What the run said: reason codes, or that pip said it. */
  readonly said: string
  readonly failure: string | null
}

function saidIn(stderr: string): string {
  const codes = [...new Set(stderr.match(/\bTC\d{4}\b/g) ?? [])]
  if (codes.length > 0) return codes.join(' ')
  return /^error: /im.test(stderr) ? 'pip’s words' : ''
}

/** What a fault left: outcome and words, with all that the three runs said where something is wrong. */
function judged(
  project: Round['project'],
  played: Played,
): Pick<Round, 'words' | 'exit' | 'said' | 'failure'> {
  const { faulted, next, bad, words, afterFault } = played
  const failed = failureOf(project, played)
  const texts = [faulted, next, bad].map(
    ({ code, signal, stdout, stderr }) => `exit ${code ?? signal}\n${stdout}\n${stderr}`,
  )
  const failure =
    failed === null ? null : `${failed} (${JSON.stringify(afterFault)})\n${texts.join('\n--- next\n')}`
  return { words, exit: faulted.code ?? faulted.signal, said: saidIn(faulted.stderr), failure }
}

async function playAndClose(fault: Fault, stage: Stage, project: string, draw: Draw): Promise<Played> {
  try {
    return await fault(stage, project, draw)
  } finally {
    await stage.close()
  }
}

/** Plays one round on a stage of its own: fault, pip and package follow from the seed and the number. */
export async function playRound(
  seed: string,
  number: number,
  pairs: readonly Pair[],
  world: World,
): Promise<Round> {
  const draw = drawOf(seed, number)
  const pair = pairs[number % pairs.length]
  if (pair === undefined) throw new Error('no Python for pip is on this machine')
  const project = draw.one<Round['project']>('project', ['alpha', 'alpha', 'beta'])
  const fault = draw.one('fault', FAULTS)
  const stage = await openStage(pair, world, fault === fillDisk ? 'hard' : 'easy')
  const round = { number, project, pip: stage.scene.venv.pipVersion }
  try {
    const played = await playAndClose(fault, stage, project, draw)
    return { ...round, ...judged(project, played) }
  } catch (error) {
    const failure = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return { ...round, words: fault.name, exit: null, said: '', failure }
  }
}
