/**
 * Kills the daemon or the interceptor (SIGKILL) at random moments of installs. What must hold each time: what is
 * installed is the honest wheel, whole, or nothing; the tampered one never is; the next run works.
 * `--moments N` (default 50), `--seed WORD` (default 1). The table goes to stdout (kept as test/e2e/KILLS.md); exits with
 * 1 on a failure.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import {
  attested,
  existingPairs,
  installedIn,
  provenanceOf,
  seededNumber,
  served,
  signalPart,
  startScene,
  trustWorld,
  type GuardedResult,
  type Resident,
  type Scene,
} from '../test/e2e/harness/index.ts'
import { changedByte, makeWheel } from '../test/world/index/index.ts'
import { createSigstoreWorld } from '../test/world/sigstore/index.ts'

const { values } = parseArgs({
  options: { moments: { type: 'string', default: '50' }, seed: { type: 'string', default: '1' } },
})

/** An install takes about this long; moments are drawn from it. */
const WINDOW_MS = 2500
const PARTS: readonly Resident[] = ['daemon', 'interceptor']
const body = 'x'.repeat(100_000)
const goodSpec = { project: 'alpha', version: '1.0', files: { 'alpha.py': `WORD = '${body}'\n` } }
const badSpec = { project: 'beta', version: '1.0', files: { 'beta.py': `WORD = '${body}'\n` } }
const good = makeWheel(goodSpec)

/** One moment of one run. */
interface Round {
  readonly part: Resident
  readonly afterMs: number
  readonly project: 'alpha' | 'beta'
}

function roundOf(number: number): Round {
  const draw = (what: string, bound: number): number =>
    seededNumber(`${values.seed} ${number} ${what}`, bound)
  return {
    part: PARTS[draw('part', PARTS.length)] ?? 'daemon',
    afterMs: draw('moment', WINDOW_MS),
    project: draw('project', 3) === 0 ? 'beta' : 'alpha',
  }
}

/** Null when all is as it must be. */
async function failureOf(scene: Scene, { project }: Round, killed: GuardedResult): Promise<string | null> {
  const held = await scene.installed()
  if (held.includes('beta-1.0')) return `the tampered wheel was installed\n${killed.stderr}`
  if (killed.code === 0 && (project === 'beta' || !held.includes('alpha-1.0')))
    return 'exit 0 without an install'
  if (killed.code !== 0 && held.length > 0)
    return `exit ${killed.code} with something installed\n${killed.stderr}`
  const venv = await scene.home.venv(scene.venv.pair)
  const next = await scene.pip(['install', '--no-cache-dir', 'alpha'], { venv })
  const works = next.code === 0 && (await installedIn(venv)).includes('alpha-1.0')
  return works ? null : `the next run ended with ${next.code}\n${next.stderr}`
}

async function play(
  scene: Scene,
  round: Round,
): Promise<{ hit: boolean; code: number | null; failure: string | null }> {
  const venv = await scene.home.venv(scene.venv.pair)
  const fresh: Scene = { ...scene, venv, installed: async () => await installedIn(venv) }
  const running = scene.pip(['install', '--no-cache-dir', '--retries', '1', round.project], { venv })
  await pause(round.afterMs)
  const hit = signalPart(round.part, scene.home.trustHome, 'SIGKILL')
  const killed = await running
  return { hit, code: killed.code, failure: await failureOf(fresh, round, killed) }
}

const world = await createSigstoreWorld()
const pairs = await existingPairs()
const projects = [
  { name: 'alpha', files: [attested(world, good)] },
  {
    name: 'beta',
    files: [served(changedByte(badSpec), { provenance: provenanceOf(world, makeWheel(badSpec)) })],
  },
]
const failures: string[] = []
const rows: string[] = []
let hits = 0
let succeeded = 0
for (let number = 0; number < Number(values.moments); number += 1) {
  const pair = pairs[number % pairs.length]
  if (pair === undefined) break
  const scene = await startScene(pair, {
    site: { projects },
    transport: { pieces: { count: 5, pauseMs: 150 } },
  })
  try {
    await trustWorld(scene.home, world)
    const round = roundOf(number)
    const { hit, code, failure } = await play(scene, round)
    hits += hit ? 1 : 0
    succeeded += code === 0 ? 1 : 0
    const words = `${round.part} after ${round.afterMs} ms, ${round.project}, pip ${pair.pip}`
    const end = failure === null ? 'ok' : 'FAILED'
    rows.push(`| ${number + 1} | ${words} | ${hit ? 'hit' : 'missed'} | ${code} | ${end} |`)
    process.stderr.write(`${rows.at(-1)}\n`)
    if (failure !== null) failures.push(`${words}: ${failure}`)
  } finally {
    await scene.close()
  }
}
const sums = `${values.moments} rounds, ${hits} kills hit a running part, ${succeeded} installs went on to the end`
process.stdout.write(`# Daemon and interceptor killed at random moments of installs

Made by \`node scripts/kill-test.ts --seed ${values.seed}\`: ${sums}, ${failures.length} failures.
\`ok\`: the honest wheel (alpha) is there whole or not at all, the tampered one (beta) is not, and the next run installed.

| round | killed | part | pip's exit | |
|--:|---|---|--:|---|
${rows.join('\n')}
${failures.map((failure) => `\n${failure}\n`).join('')}`)
process.exitCode = failures.length === 0 ? 0 : 1
