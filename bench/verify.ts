/**
 * `npm run bench:verify`: fresh verifications per second of CPU time, of ours beside @sigstore/verify, sigstore-python and
 * pypi-attestations, interleaved in one run so that all share the machine's mood. `--seconds N` a turn (default 2),
 * `--rounds N` (5), `--python PATH` of a venv with the two; else one is made in `.scratch/oracles`, or they are skipped
 * with words. A table on stderr, JSON on stdout.
 *
 * A verification is everything from the evidence's bytes on: reading, chain, SCT, log, signature, subject; trust roots are
 * read before, as every long-lived verifier does. `ceiling` is what the signatures of one publish attestation alone cost:
 * one on P-384 (certificate) and four on P-256 (SCT, promise, checkpoint, statement).
 */
import { generateKeyPairSync, sign, verify } from 'node:crypto'
import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { askOraclePython, findOraclePython } from '../scripts/oracle-python.ts'
import { goodBundles, type GoodBundle } from '../test/verify/mutations/good-bundles.ts'
import { oracleOf } from '../test/verify/mutations/javascript-oracle.ts'
import { codesOf, evidenceOf, factsOf } from '../test/verify/support.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '5' },
    python: { type: 'string' },
  },
})
const seconds = Number(values.seconds)

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

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN

type Measure = () => Promise<number>

const here =
  (act: Act): Measure =>
  () =>
    rateOf(act)

function contenders(all: readonly GoodBundle[], python: string | null): ReadonlyMap<string, Measure> {
  const find = (name: string): GoodBundle => {
    const found = all.find((bundle) => bundle.name === name)
    if (found === undefined) throw new Error(`the vectors lack ${name}`)
    return found
  }
  const bundle = find('happy-path-v0.3')
  const attestation = find('sampleproject-4.0.0-py3-none-any.whl.publish.attestation')
  const byPython =
    (asked: GoodBundle): Measure =>
    async () => {
      const question = {
        kind: asked.kind,
        bytes: Buffer.from(asked.text).toString('base64'),
        ...asked.files,
        seconds,
      }
      const [answer] = await askOraclePython(python ?? '', [question])
      if (typeof answer !== 'number') throw new Error(`a Python peer gave no rate: ${String(answer)}`)
      return answer
    }
  return new Map<string, Measure>([
    ['ceiling: the signatures alone', here(ceiling())],
    ['pip-trust, PEP 740 attestation', here(ours(attestation))],
    ['pip-trust, Sigstore bundle of a file', here(ours(bundle))],
    ['@sigstore/verify, Sigstore bundle of a file', here(javascript(bundle))],
    ...(python === null
      ? []
      : [
          ['sigstore-python, Sigstore bundle of a file', byPython(bundle)] as const,
          ['pypi-attestations, PEP 740 attestation', byPython(attestation)] as const,
        ]),
  ])
}

const measures = contenders(await goodBundles(), values.python ?? findOraclePython())
const rates = new Map<string, number[]>([...measures.keys()].map((name) => [name, []]))
for (let round = 0; round < Number(values.rounds); round += 1) {
  for (const [name, measure] of measures) rates.get(name)?.push(await measure())
}
const rows = [...rates].map(([name, found]) => ({
  name,
  median: Math.round(median(found)),
  best: Math.round(Math.max(...found)),
}))
process.stderr.write(
  [
    '| verifier | per CPU-second, median | best |',
    '|---|--:|--:|',
    ...rows.map(({ name, median: middle, best }) => `| ${name} | ${middle} | ${best} |`),
    '',
  ].join('\n'),
)
const machine = { cpus: cpus().length, model: cpus()[0]?.model, load: loadavg(), node: process.version }
process.stdout.write(`${JSON.stringify({ machine, rows }, null, 2)}\n`)
