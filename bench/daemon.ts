/**
 * `npm run bench:daemon`: what the daemon computes for one page of 4,400 files and for one artifact, from the message to the
 * reply, over a store on the disk; and what it costs that evidence is verified in a thread. JSON on stdout. Exits with 1 where a verdict known from cache takes more than 0.2 ms apart
 * from the writing of its record.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { histories, judge, policyInForce, type World } from '../src/decide/index.ts'
import { takeListing } from '../src/daemon/listing-answers.ts'
import { listingFrames } from '../src/daemon/listing-frames.ts'
import { encodeMessage, parseRequest } from '../src/protocol/index.ts'
import { presetPolicy } from '../src/policy/index.ts'
import { hotStore, openStore, type Store } from '../src/store/index.ts'
import { verifyEvidence } from '../src/verify/index.ts'
import { trustOf, publicGoodRoot } from '../src/trust/index.ts'
import { FILES, NOW, pageMessages, questionMessage, WHEELS } from './daemon-world.ts'
import { seriesOf } from './statistics.ts'
import { measureThread } from './verifier-measures.ts'

const MOST_KNOWN_MS = 0.2
const ROUNDS = 200
const PAGES = 15

const lib = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'pt-bench-'))
const { store: onDisk } = openStore(join(folder, 'store.sqlite'))
const store = hotStore(onDisk)
const root = publicGoodRoot(readFileSync(join(lib, 'node_modules/@sigstore/tuf/seeds.json')))
const trust = trustOf([root], [])

function worldOver(its: Store): World {
  return {
    findEvidence: () => Promise.resolve({ evidence: [], unavailable: [] }),
    verify: (verification, now) => verifyEvidence(verification, trust, now),
    trustDigest: trust.digest,
    policy: policyInForce([presetPolicy((name) => readFileSync(join(lib, `policies/${name}.yaml`), 'utf8'))]),
    revocations: null,
    renewed: () => Promise.resolve(null),
    store: its,
    histories: known,
    now: () => NOW,
  }
}

const known = histories()
const world = worldOver(store)
const unrecorded = worldOver({ ...store, record: () => Promise.resolve() })

/** What this process computed for, in milliseconds: on a machine that others use, the clock on the wall says little. */
function computedMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

async function timed(rounds: number, batch: number, call: (round: number) => Promise<unknown>) {
  const times: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const started = computedMs()
    for (let nth = 0; nth < batch; nth += 1) await call(round)
    times.push((computedMs() - started) / batch)
  }
  const { medianMs, minMs } = seriesOf(times)
  return { medianMs: rounded(medianMs), minMs: rounded(minMs) }
}

function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000
}

/** A page as the shim tells it: every frame parsed, the last one remembered and answered. */
async function tellPage(messages: readonly Uint8Array[]): Promise<void> {
  const frames = listingFrames()
  for (const message of messages) {
    const question = parseRequest(message)
    if (question.type !== 'releases') throw new Error('no frame of a listing')
    const desk = { world: () => world, log: { write: () => undefined } }
    const withheld = await takeListing(question, desk, frames)
    encodeMessage({ v: 1, id: 1, type: 'releases', withheld })
  }
}

async function ask(message: Uint8Array, its: World, expected: 'known' | 'new'): Promise<void> {
  const { v: _v, id: _id, type, ...question } = messageOf(message)
  const outcome = await judge(question, its)
  if (type !== 'artifact' || outcome.kind !== 'verdict') throw new Error(`no verdict: ${outcome.kind}`)
  if (outcome.verdict.decision !== 'allow') throw new Error(`not allowed: ${outcome.verdict.code}`)
  if (outcome.verdict.fromCache !== (expected === 'known')) throw new Error(`not ${expected}`)
  encodeMessage({ v: 1, id: 1, type: 'verdict', verdict: outcome.verdict })
}

function messageOf(message: Uint8Array) {
  const question = parseRequest(message)
  if (question.type !== 'artifact') throw new Error('no question about an artifact')
  return question
}

const page = pageMessages(0)
const first = await timed(1, 1, () => tellPage(page))
const unchanged = await timed(PAGES, 1, () => tellPage(page))
const changed = await timed(PAGES, 1, (round) => tellPage(pageMessages(round + 1)))
const question = questionMessage(WHEELS.attested)
const fresh = await timed(1, 1, () => ask(question, world, 'new'))
const recorded = await timed(ROUNDS, 20, () => ask(question, world, 'known'))
const bare = await timed(ROUNDS, 20, () => ask(question, unrecorded, 'known'))
const parsing = await timed(ROUNDS, 20, () => Promise.resolve(parseRequest(question)))
const { evidence, offer, artifact: asked } = messageOf(question)
if (asked.kind !== 'wheel') throw new Error('no question about a wheel')
const verification = await measureThread(join(lib, 'dist/verifier.cjs'), {
  question: { artifact: asked, evidence, offer, suffixed: [] },
  trust,
  now: NOW,
})
await store.close()
rmSync(folder, { recursive: true })

const releases = { files: FILES, first, unchanged, oneNewFile: changed }
const artifact = { fresh, known: bare, knownAndRecorded: recorded, ofWhichParsing: parsing }
process.stdout.write(
  `${JSON.stringify({ node: process.version, releases, artifact, verification }, null, 2)}\n`,
)
// The least of the batches: what others do on this machine meanwhile is not the daemon's.
if (bare.minMs > MOST_KNOWN_MS) process.exitCode = 1
