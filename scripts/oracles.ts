/**
 * `npm run oracles`: our verdicts beside those of @sigstore/verify, sigstore-python, pypi-attestations, sigstore-go and
 * cosign, on every vector and on mutations of the good ones. `--count N` (2,000), `--seed N` (20261001), `--python PATH`: the
 * Python of a venv that has `sigstore` and `pypi-attestations`; without it one is made in `.scratch/oracles`. The page on
 * stdout, or in docs/reference/oracles.md with `--write`, which needs all oracles; exit 1 for a difference without a reason.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { mutationCases, realBundles } from './oracle-mutations.ts'
import { page, unexplained, type Answers } from './oracle-page.ts'
import { findPeers } from './oracle-peers.ts'
import { createRootFiles, vectorCases, type OracleCase } from './oracle-vectors.ts'

const PAGE = join(import.meta.dirname, '..', 'docs', 'reference', 'oracles.md')
const ALL = 5

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '20261001' },
    python: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
})

const [count, seed] = [Number(values.count), Number(values.seed)]
const peers = await findPeers(values.python)
if (values.write && peers.length < ALL)
  throw new Error('the page is made with all oracles; one is missing here')
const roots = createRootFiles()
const cases: OracleCase[] = [...(await vectorCases(roots))]
for await (const each of mutationCases(await realBundles(), count, seed, roots)) cases.push(each)

const all: Answers[] = []
for (const peer of peers) {
  const asked = cases.filter((each) => peer.knows(each))
  process.stderr.write(`asking ${peer.name} ${peer.version} about ${asked.length}\n`)
  all.push({ peer, asked, answers: await peer.ask(asked) })
}
roots.remove()

const text = page(all, count, seed)
if (values.write) writeFileSync(PAGE, text)
else process.stdout.write(text)
const strange = unexplained(all)
for (const line of strange) process.stderr.write(`without a reason: ${line}\n`)
process.exitCode = strange.length === 0 ? 0 : 1
