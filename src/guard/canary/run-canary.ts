import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import type { DaemonConnection } from '../../client/index.ts'
import { runProgram, type ProgramEnd } from '../../programs/index.ts'
import type { DecisionRecord } from '../../protocol/index.ts'
import { isReasonCode, type ReasonCode } from '../../verdict/index.ts'
import { makeBaits, type Bait } from './canary-bait.ts'
import { startCanaryIndex, type CanaryIndex } from './canary-index.ts'
import { canaryVerdict, type BaitOutcome, type CanaryVerdict } from './canary-verdict.ts'
import { baitArguments, baitEnvironment, type BaitPlace, type PipCommand } from './pip-command.ts'
import { signCanary } from './sign-canary.ts'

/** What a canary needs of the world. */
export interface CanaryWorld {
  /** The environment that the pip is to have: the person's own. */
  readonly env: NodeJS.ProcessEnv
  /** A session that stays open meanwhile; not closed here. */
  readonly daemon: Pick<DaemonConnection, 'canary' | 'decisions'>
  /** The folder in which the throw-away folder is made. */
  readonly temporary: string
  /** Seconds since the epoch, UTC. */
  readonly now: () => number
  /** How long all of it may take, milliseconds; 45 s unless told. The good one is let in for a minute. */
  readonly limitMs?: number
  readonly signal?: AbortSignal
}

const LIMIT_MS = 45_000
/** Decisions that are looked through: as many as the pips of one doctor's visit make, and more. */
const MAX_DECISIONS = 1000
const MAX_WORDS = 200

/**
 * Proves live whether a pip is guarded under the policy in force: from an index on this machine it is to fetch a good
 * package, one with a byte changed, and one with another file's attestation, each by a run of its own, into a folder
 * that is thrown away. Nothing is installed, and neither pip's caches nor its environments are touched. Rejects with
 * `ClientError` where the daemon does not answer.
 */
export async function runCanary(command: PipCommand, world: CanaryWorld): Promise<CanaryVerdict> {
  const baits = makeBaits()
  const [good, otherBytes, otherAttestation] = baits
  const began = world.now()
  const limit = AbortSignal.timeout(world.limitMs ?? LIMIT_MS)
  const signal = world.signal === undefined ? limit : AbortSignal.any([world.signal, limit])
  const root = await mkdtemp(join(world.temporary, 'pip-trust-canary-'))
  const index = await startCanaryIndex(baits)
  try {
    const attempt = (bait: Bait): Promise<Tried> => tryBait(command, bait, { world, root, index, signal })
    // By itself no pip refuses this one: where it comes through there is no need to try the others.
    const first = await attempt(otherAttestation)
    if (!first.arrived) await world.daemon.canary({ nonce: good.nonce, ...signCanary(good.bytes) })
    const others = first.arrived ? [] : await Promise.all([good, otherBytes].map(attempt))
    const records = await decisionsSince(began, world)
    return canaryVerdict([first, ...others].map((each) => outcomeOf(each, records, index)))
  } finally {
    await index.close()
    await rm(root, { recursive: true, force: true, maxRetries: 3 })
  }
}

interface Surroundings {
  readonly world: CanaryWorld
  readonly root: string
  readonly index: CanaryIndex
  readonly signal: AbortSignal
}

interface Tried {
  readonly bait: Bait
  readonly run: ProgramEnd
  readonly arrived: boolean
}

async function tryBait(
  command: PipCommand,
  bait: Bait,
  { world, root, index, signal }: Surroundings,
): Promise<Tried> {
  const place = await makePlace(join(root, bait.kind), index)
  const run = await runProgram([...command, ...baitArguments(command, bait, place)], {
    env: baitEnvironment(world.env, place),
    cwd: place.empty,
    signal,
  })
  const names = await readdir(place.target)
  return { bait, run, arrived: names.some((name) => name.startsWith(bait.wheel.stem)) }
}

async function makePlace(folder: string, { url }: CanaryIndex): Promise<BaitPlace> {
  const at = (name: string): string => join(folder, name)
  const place = { target: at('target'), temporary: at('tmp'), empty: at('empty'), indexUrl: url }
  await Promise.all(
    [place.target, place.temporary, place.empty].map((each) => mkdir(each, { recursive: true })),
  )
  return place
}

async function decisionsSince(since: number, { daemon }: CanaryWorld): Promise<readonly DecisionRecord[]> {
  return (await daemon.decisions({ since, before: null, limit: MAX_DECISIONS })).decisions
}

function outcomeOf(
  { bait, run, arrived }: Tried,
  records: readonly DecisionRecord[],
  index: CanaryIndex,
): BaitOutcome {
  const own = records.filter(({ artifact }) => artifact.project === bait.wheel.project)
  const decisions = own.map(({ verdict }) => verdict.decision)
  const [latest = null] = decisions
  return {
    kind: bait.kind,
    started: !run.failed,
    exitCode: run.code,
    asked: index.wasAsked(bait),
    arrived,
    decision: decisions.includes('block') ? 'block' : latest,
    codes: [
      ...new Set([
        ...own.filter(({ verdict }) => verdict.decision === 'block').map(({ verdict }) => verdict.code),
        ...codesIn(run.words),
      ]),
    ],
    words: lastLine(run.words),
  }
}

function codesIn(words: string): readonly ReasonCode[] {
  return [...words.matchAll(/\bTC\d{4}\b/g)].map(([code]) => code).filter((code) => isReasonCode(code))
}

/** What a person reads first of what pip said: the product's own words, else pip's error, else its last line. */
function lastLine(words: string): string {
  const lines = words
    .split('\n')
    .map((line) => stripVTControlCharacters(line).trim())
    .filter((line) => line !== '')
  const line =
    lines.find((each) => /\bTC\d{4}\b/.test(each)) ??
    lines.findLast((each) => /^error/i.test(each)) ??
    lines.at(-1) ??
    ''
  return line.slice(0, MAX_WORDS)
}
