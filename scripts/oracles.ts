/**
 * `npm run oracles`: our verdicts beside those of @sigstore/verify, sigstore-python and pypi-attestations, on every good
 * bundle and on mutations of them. `--count N` (2,000), `--seed N` (20261001), `--python PATH`: the Python of a venv that
 * has `sigstore` and `pypi-attestations`; without it one is made in `.scratch/oracles`. Markdown on stdout: how often each
 * refused, and where one and we differ; docs/reference/oracles.md says who is right and why.
 */
import { parseArgs } from 'node:util'
import { askOraclePython, findOraclePython } from './oracle-python.ts'
import { goodBundles, type GoodBundle } from '../test/verify/mutations/good-bundles.ts'
import { oracleOf } from '../test/verify/mutations/javascript-oracle.ts'
import { mutations } from '../test/verify/mutations/run.ts'
import { differences } from '../test/verify/mutations/tree.ts'

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '20261001' },
    python: { type: 'string' },
  },
})

interface Case {
  readonly bundle: GoodBundle
  readonly mutator: string
  readonly bytes: Buffer
  readonly ours: string
}

async function collect(bundles: readonly GoodBundle[]): Promise<readonly Case[]> {
  const cases: Case[] = bundles.map((bundle) => ({
    bundle,
    mutator: 'none',
    bytes: Buffer.from(bundle.text),
    ours: 'ok',
  }))
  for await (const { bundle, mutator, bytes, verdict } of mutations(
    bundles,
    Number(values.count),
    Number(values.seed),
  )) {
    cases.push({ bundle, mutator, bytes, ours: verdict })
  }
  return cases
}

async function askPython(python: string, asked: readonly Case[]): Promise<readonly string[]> {
  const questions = asked.map(({ bundle, bytes }) => ({
    kind: bundle.kind,
    bytes: bytes.toString('base64'),
    ...bundle.files,
  }))
  return (await askOraclePython(python, questions)).map(String)
}

function whereOf({ bundle, bytes, mutator }: Case): string {
  if (mutator === 'none') return 'unchanged'
  try {
    return differences(JSON.parse(bundle.text), JSON.parse(bytes.toString())).join(', ') || 'the text alone'
  } catch {
    return 'not JSON'
  }
}

/** Differences grouped by place and words, with how often each came. */
function report(name: string, cases: readonly Case[], theirs: readonly string[]): string {
  const asked = cases.map((each, at) => ({ ...each, theirs: theirs[at] ?? 'no answer' }))
  const accepts = asked.filter((each) => each.theirs === 'ok').length
  const rows = new Map<string, number>()
  for (const each of asked) {
    if ((each.ours === 'ok') === (each.theirs === 'ok')) continue
    const words =
      each.ours === 'ok' ? `we accept, they refuse: ${each.theirs}` : `we refuse (${each.ours}), they accept`
    const row = `| ${each.mutator} | ${whereOf(each).slice(0, 160)} | ${words.replaceAll('|', '/')} |`
    rows.set(row, (rows.get(row) ?? 0) + 1)
  }
  const ours = asked.filter((each) => each.ours === 'ok').length
  return [
    `## ${name}: ${asked.length} asked, they accept ${accepts}, we accept ${ours}`,
    '',
    '| mutator | changed at | difference | times |',
    '|---|---|---|--:|',
    ...[...rows].toSorted(([, a], [, b]) => b - a).map(([row, count]) => `${row} ${count} |`),
    '',
  ].join('\n')
}

const bundles = (await goodBundles()).filter(({ files }) => files !== null)
const cases = await collect(bundles)
const isBundle = ({ bundle }: Case): boolean => bundle.kind === 'sigstore-bundle'
const sigstore = cases.filter(isBundle)
const asked = new Map(bundles.map((bundle) => [bundle, oracleOf(bundle)]))
const javascript = sigstore.map(({ bundle, bytes }) => asked.get(bundle)?.(bytes) ?? 'not asked')
process.stdout.write(report('@sigstore/verify', sigstore, javascript))
const python = values.python ?? findOraclePython()
if (python !== null) {
  // Sigstore-python has no verification by a bare key.
  const certified = sigstore.filter(({ bundle }) => !bundle.name.startsWith('managed-key'))
  const attested = cases.filter((each) => !isBundle(each))
  process.stdout.write(report('sigstore-python', certified, await askPython(python, certified)))
  process.stdout.write(report('pypi-attestations', attested, await askPython(python, attested)))
}
