/**
 * `npm run bench:one-shot -- [--cosign PATH] [--rounds N]`: from the start of the process to its end, `trustctl verify
 * --bundle` beside `cosign verify-blob` and the bare start of Node, in turns; all of them offline, with the same trust root.
 * Without cosign, which `go install github.com/sigstore/cosign/v3/cmd/cosign@v3.0.4` builds, it is left out with words. A table
 * on stderr, JSON on stdout.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { vectorsFolder } from '../test/conformance/vectors.ts'
import { pairedRatio, seriesOf } from './statistics.ts'

const { values } = parseArgs({
  options: { cosign: { type: 'string', default: 'cosign' }, rounds: { type: 'string', default: '30' } },
})

const LIB = join(import.meta.dirname, '..')
const SUITE = vectorsFolder('sigstore/conformance') ?? ''
const FILE = join(SUITE, 'a.txt')
const BUNDLE = join(SUITE, 'happy-path-v0.3', 'bundle.sigstore.json')
const IDENTITY =
  'https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main'
const ISSUER = 'https://token.actions.githubusercontent.com'

interface Contender {
  readonly name: string
  readonly program: string
  readonly args: readonly string[]
}

function contenders(root: string): readonly Contender[] {
  const ours = [
    'verify',
    FILE,
    '--bundle',
    BUNDLE,
    '--trusted-root',
    root,
    '--identity',
    IDENTITY,
    '--issuer',
    ISSUER,
  ]
  const identity = ['--certificate-identity', IDENTITY, '--certificate-oidc-issuer', ISSUER]
  const theirs = ['verify-blob', FILE, '--bundle', BUNDLE, '--trusted-root', root, ...identity]
  const node = process.execPath
  const all = [
    { name: 'trustctl verify', program: node, args: [join(LIB, 'dist', 'trustctl.cjs'), ...ours] },
    {
      name: 'trustctl verify, from its sources',
      program: node,
      args: [join(LIB, 'src/cli/main.ts'), ...ours],
    },
    { name: 'node, doing nothing', program: node, args: ['-e', ''] },
  ]
  const hasCosign = spawnSync(values.cosign, ['version']).status === 0
  if (!hasCosign) process.stderr.write(`left out: there is no \`${values.cosign}\`\n`)
  return hasCosign ? [...all, { name: 'cosign verify-blob', program: values.cosign, args: theirs }] : all
}

/** Milliseconds. */
function once({ name, program, args }: Contender, home: string): number {
  const began = performance.now()
  const { status, stderr } = spawnSync(program, args, {
    env: { PATH: process.env['PATH'], HOME: home, PIP_TRUST_HOME: join(home, 'pip-trust') },
  })
  const took = performance.now() - began
  if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr.toString()}`)
  return took
}

if (!existsSync(BUNDLE)) throw new Error('the vectors are not there: ../shared/vectors/sigstore/conformance')
const home = mkdtempSync(join(tmpdir(), 'pt-bench-'))
const root = join(home, 'trusted_root.json')
const seed: Record<string, { targets: Record<string, string> }> = JSON.parse(
  readFileSync(join(LIB, 'node_modules/@sigstore/tuf/seeds.json'), 'utf8'),
)
const encoded = seed['https://tuf-repo-cdn.sigstore.dev']?.targets['trusted_root.json'] ?? ''
writeFileSync(root, Buffer.from(encoded, 'base64'))

const all = contenders(root).map((contender) => ({ contender, times: new Array<number>() }))
for (let round = -1; round < Number(values.rounds); round += 1) {
  for (const { contender, times } of all) {
    const took = once(contender, home)
    // The first round fills the disk's cache.
    if (round >= 0) times.push(took)
  }
}
rmSync(home, { recursive: true })
const base = all[0]?.times ?? []
const rows = all.map(({ contender, times }) => {
  const { medianMs, minMs } = seriesOf(times)
  return { name: contender.name, medianMs, minMs, ratio: pairedRatio(times, base) }
})
process.stderr.write(
  [
    '| program | median | least | ratio |',
    '|---|--:|--:|--:|',
    ...rows.map(
      ({ name, medianMs, minMs, ratio }) =>
        `| ${name} | ${medianMs.toFixed(0)} ms | ${minMs.toFixed(0)} ms | ${ratio.toFixed(2)}× |`,
    ),
    '',
  ].join('\n'),
)
const machine = { cpus: cpus().length, model: cpus()[0]?.model, load: loadavg(), node: process.version }
process.stdout.write(`${JSON.stringify({ machine, rows }, null, 2)}\n`)
