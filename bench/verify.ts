/**
 * `npm run bench:verify`: fresh verifications per second of CPU time, of ours beside @sigstore/verify, sigstore-python,
 * pypi-attestations and sigstore-go, in many short turns of one run so that all share the machine's mood. `--seconds N` a
 * turn (default 0.3), `--rounds N` (20), `--python PATH` of a venv with the two; else one is made in `.scratch/oracles`.
 * sigstore-go is built by `go` in a folder of this run's own. Whoever can't be had is left out with words. A table on
 * stderr, JSON on stdout.
 *
 * A verification is everything from the evidence's bytes on: reading, chain, SCT, log, signature, subject; trust roots are
 * read before, as every long-lived verifier does. `ceiling` is what the signatures of one publish attestation alone cost:
 * one on P-384 (certificate) and four on P-256 (SCT, promise, checkpoint, statement). Ratios are of turns beside each other:
 * how many times ours of the same kind of evidence is as quick.
 */
import { generateKeyPairSync, sign, verify } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { findOraclePython } from '../scripts/oracle-python.ts'
import { goodBundles, type GoodBundle } from '../test/verify/mutations/good-bundles.ts'
import { oracleOf, publicRoot as readPublicRoot } from '../test/verify/mutations/javascript-oracle.ts'
import { codesOf, evidenceOf, factsOf } from '../test/verify/support.ts'
import { startPeer, type Peer } from './peer.ts'
import { buildSigstoreGo } from './sigstore-go.ts'
import { pairedRatio, quantile } from './statistics.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '0.3' },
    rounds: { type: 'string', default: '20' },
    python: { type: 'string' },
  },
})
const seconds = Number(values.seconds)
const ORACLES = join(import.meta.dirname, '..', 'scripts', 'oracles.py')

type Act = () => void | Promise<void>

/** How often in a second of this process's CPU time. */
async function rateOf(act: Act): Promise<number> {
  const began = process.cpuUsage()
  const spent = (): number => {
    const { user, system } = process.cpuUsage(began)
    return (user + system) / 1e6
  }
  let count = 0
  while (spent() < seconds) {
    for (let turn = 0; turn < 10; turn += 1) await act()
    count += 10
  }
  return count / spent()
}

function signing(namedCurve: string, hash: string): () => boolean {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve })
  const data = Buffer.alloc(1000, 1)
  const signature = sign(hash, data, privateKey)
  return () => verify(hash, data, publicKey, signature)
}

function ceiling(): Act {
  const [slow, quick] = [signing('P-384', 'sha384'), signing('P-256', 'sha256')]
  return () => {
    slow()
    for (let each = 0; each < 4; each += 1) quick()
  }
}

const ours =
  ({ artifact, kind, text, trust }: GoodBundle): Act =>
  async () => {
    const facts = await factsOf({ artifact, evidence: [evidenceOf(kind, Buffer.from(text))] }, trust)
    if (codesOf(facts, 'attestation').join() !== 'ok') throw new Error('a good bundle was refused')
  }

function javascript(bundle: GoodBundle): Act {
  const judge = oracleOf(bundle)
  return () => {
    const found = judge(Buffer.from(bundle.text))
    if (found !== 'ok') throw new Error(`@sigstore/verify refused a good bundle: ${found}`)
  }
}

type Measure = () => Promise<number>

interface Contender {
  readonly name: string
  readonly measure: Measure
  /** Whose turns its own are beside: ours of the same kind of evidence. */
  readonly beside: string
}

const here =
  (act: Act): Measure =>
  () =>
    rateOf(act)

const OURS = { bundle: 'pip-trust, Sigstore bundle of a file', attestation: 'pip-trust, PEP 740 attestation' }

function named(all: readonly GoodBundle[], name: string): GoodBundle {
  const found = all.find((bundle) => bundle.name === name)
  if (found === undefined) throw new Error(`the vectors lack ${name}`)
  return found
}

/** The bundle is of the public-good instance: its root, in the form that sigstore-go reads. */
function publicRoot(folder: string): string {
  const root = join(folder, 'trusted_root.json')
  writeFileSync(root, readPublicRoot())
  return root
}

interface Peers {
  readonly python: Peer | null
  readonly go: Peer | null
  /** Of the public-good instance, for Go. */
  readonly root: string
}

function contenders(all: readonly GoodBundle[], { python, go, root }: Peers): readonly Contender[] {
  const bundle = named(all, 'happy-path-v0.3')
  const attestation = named(all, 'sampleproject-4.0.0-py3-none-any.whl.publish.attestation')
  const by =
    (peer: Peer, { kind, text, files }: GoodBundle, more: object = {}): Measure =>
    () =>
      peer.rate({ kind, bytes: Buffer.from(text).toString('base64'), ...files, seconds, ...more })
  const ofBundle = (name: string, measure: Measure): Contender => ({ name, measure, beside: OURS.bundle })
  const ofAttestation = (name: string, measure: Measure): Contender => ({
    name,
    measure,
    beside: OURS.attestation,
  })
  return [
    ofAttestation('ceiling: the signatures alone', here(ceiling())),
    ofAttestation(OURS.attestation, here(ours(attestation))),
    ofBundle(OURS.bundle, here(ours(bundle))),
    ofBundle('@sigstore/verify, Sigstore bundle of a file', here(javascript(bundle))),
    ...(go === null ? [] : [ofBundle('sigstore-go, Sigstore bundle of a file', by(go, bundle, { root }))]),
    ...(python === null
      ? []
      : [
          ofBundle('sigstore-python, Sigstore bundle of a file', by(python, bundle)),
          ofAttestation('pypi-attestations, PEP 740 attestation', by(python, attestation)),
        ]),
  ]
}

function startPython(): Peer | null {
  const python = values.python ?? findOraclePython()
  return python === null ? null : startPeer(python, [ORACLES])
}

function startGo(folder: string): Peer | null {
  const program = buildSigstoreGo(folder)
  return program === null ? null : startPeer(program)
}

async function measured(all: readonly Contender[]): Promise<ReadonlyMap<string, readonly number[]>> {
  const rates = new Map(all.map(({ name }) => [name, new Array<number>()]))
  for (let round = -1; round < Number(values.rounds); round += 1) {
    for (const { name, measure } of all) {
      const rate = await measure()
      // In the first round programs are still being compiled.
      if (round >= 0) rates.get(name)?.push(rate)
    }
  }
  return rates
}

const folder = mkdtempSync(join(tmpdir(), 'pt-bench-'))
const peers = { python: startPython(), go: startGo(folder), root: publicRoot(folder) }
const all = contenders(await goodBundles(), peers)
const rates = await measured(all)
peers.python?.end()
peers.go?.end()
rmSync(folder, { recursive: true })

const rows = all.map(({ name, beside }) => {
  const found = rates.get(name) ?? []
  return {
    name,
    median: Math.round(quantile(found, 0.5)),
    best: Math.round(quantile(found, 1)),
    ratio: Math.round(pairedRatio(rates.get(beside) ?? [], found) * 100) / 100,
  }
})
process.stderr.write(
  [
    '| verifier | per CPU-second, median | best | ours are as quick times |',
    '|---|--:|--:|--:|',
    ...rows.map(({ name, median, best, ratio }) => `| ${name} | ${median} | ${best} | ${ratio.toFixed(2)} |`),
    '',
  ].join('\n'),
)
const machine = { cpus: cpus().length, model: cpus()[0]?.model, load: loadavg(), node: process.version }
process.stdout.write(`${JSON.stringify({ machine, rows }, null, 2)}\n`)
