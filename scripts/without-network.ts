/**
 * `npm run without-network`: runs the whole verification suite, and an installation from a loopback index, in a network
 * namespace of its own that has nothing but loopback, and shows that every verdict on the real vectors is the same there as
 * here, by shipped trust and by trust that a refresh left. `--short`: the conformance cases alone. Linux; needs `unshare` and
 * `ip`, and may make namespaces as an ordinary user. Exit 1 where anything differs or fails, 2 where no namespace can be made.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import * as v from 'valibot'

const { values } = parseArgs({ options: { short: { type: 'boolean', default: false } } })

const ROOT = join(import.meta.dirname, '..')
const AVA = join('node_modules', 'ava', 'entrypoints', 'cli.js')
const SHORT = ['test/conformance/sigstore.test.ts', 'test/conformance/pep740.test.ts']
const INSTALLS = 'test/e2e/real-package.test.ts'
const WHOLE = [
  'test/verify/**/*.test.ts',
  'test/trust/**/*.test.ts',
  'test/conformance/**/*.test.ts',
  'test/library/**/*.test.ts',
  'test/cli/verify*.test.ts',
  INSTALLS,
]

const Codes = v.record(v.string(), v.string())
const Verdicts = v.object({ interfaces: v.array(v.string()), shipped: Codes, cached: Codes })
type VerdictTable = v.InferOutput<typeof Verdicts>

/** A command in a namespace where only loopback is, which this makes and the kernel takes away. */
const alone = (args: readonly string[]): readonly [string, readonly string[]] => [
  'unshare',
  ['--map-root-user', '--net', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh', process.execPath, ...args],
]

function judge([program, args]: readonly [string, readonly string[]]): VerdictTable {
  const { status, stdout } = spawnSync(program, args, {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`the vectors could not be judged: exit ${status}`)
  return v.parse(Verdicts, JSON.parse(stdout))
}

/** One line for each vector that not all four tables say the same of. */
function differing(here: VerdictTable, there: VerdictTable): readonly string[] {
  const tables = [here.shipped, here.cached, there.shipped, there.cached]
  const names = new Set(tables.flatMap((table) => Object.keys(table)))
  return [...names].flatMap((name) => {
    const found = tables.map((table) => table[name] ?? 'not judged')
    return new Set(found).size === 1 ? [] : [`${name}: ${found.join(', ')}`]
  })
}

const canBeAlone =
  spawnSync('unshare', ['--map-root-user', '--net', 'ip', 'link', 'set', 'lo', 'up']).status === 0
if (canBeAlone) {
  const script = ['scripts/offline-verdicts.ts']
  const [here, there] = [judge([process.execPath, script]), judge(alone(script))]
  const others = there.interfaces.filter((name) => name !== 'lo')
  const lines = differing(here, there)
  const accepted = Object.values(there.shipped).filter((code) => code === 'ok').length
  const judged = Object.keys(there.shipped).length
  process.stdout.write(
    `${judged} vectors judged four times (with a network and without; by shipped trust and by cached): ${accepted} verify, ${lines.length} differ\n`,
  )
  for (const line of [...lines, ...others.map((name) => `there was another interface: ${name}`)])
    process.stdout.write(`${line}\n`)
  // The pips that it installs with come from an index; they are kept, and from then on nothing is asked of one.
  if (!values.short) spawnSync(process.execPath, [AVA, INSTALLS], { cwd: ROOT, stdio: 'ignore' })
  const [program, args] = alone([AVA, ...(values.short ? SHORT : WHOLE)])
  const { status } = spawnSync(program, args, { cwd: ROOT, stdio: 'inherit' })
  process.exitCode = status === 0 && lines.length === 0 && others.length === 0 && accepted > 0 ? 0 : 1
} else {
  process.stderr.write(
    'no network namespace can be made here: expected `unshare --map-root-user --net` and `ip` to work\n',
  )
  process.exitCode = 2
}
