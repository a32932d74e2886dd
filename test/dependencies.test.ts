import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { build } from 'esbuild'

const root = join(import.meta.dirname, '..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

interface LockEntry {
  readonly dev?: boolean
  readonly optional?: boolean
  readonly license?: string
  readonly resolved?: string
  readonly hasInstallScript?: boolean
}

const lock: { readonly packages: Readonly<Record<string, LockEntry>> } = JSON.parse(read('package-lock.json'))
const manifest: { readonly dependencies: Readonly<Record<string, string>> } = JSON.parse(read('package.json'))
const entries = Object.entries(lock.packages).filter(([path]) => path !== '')
const runtime = entries.filter(([, entry]) => entry.dev !== true && entry.optional !== true)

const LICENCES = new Set([
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
  '0BSD',
])
/** Reviewed by hand: packages whose licence field is an expression or a list. */
const REVIEWED: Readonly<Record<string, string>> = {
  'node_modules/node-forge': '(BSD-3-Clause OR GPL-2.0)',
  'node_modules/openpgp': 'LGPL-3.0+',
  'node_modules/pako': '(MIT AND Zlib)',
  // Lists of names, used as they are.
  'node_modules/spdx-exceptions': 'CC-BY-3.0',
  'node_modules/spdx-license-ids': 'CC0-1.0',
  'node_modules/type-fest': '(MIT OR CC0-1.0)',
}

test('every runtime package has a licence that was looked at', (t) => {
  const wrong = runtime.filter(
    ([path, { license }]) => !LICENCES.has(license ?? '') && REVIEWED[path] !== license,
  )
  t.deepEqual(
    wrong.map(([path, { license }]) => `${path}: ${license}`),
    [],
  )
})

test('no runtime package runs an install script, and the lock file names no registry', (t) => {
  t.deepEqual(
    runtime.filter(([, entry]) => entry.hasInstallScript === true),
    [],
  )
  t.deepEqual(
    entries.filter(([, entry]) => entry.resolved !== undefined),
    [],
  )
})

test('every direct dependency has its line in docs/dependencies.md', (t) => {
  const text = read('docs/dependencies.md')
  t.deepEqual(
    Object.keys(manifest.dependencies).filter((name) => !text.includes(`\`${name}\``)),
    [],
  )
})

/** The packages that a program reaches by its imports, lazy ones included. */
async function packagesReachedFrom(entry: string): Promise<Set<string>> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
    metafile: true,
    outdir: 'unused',
    logLevel: 'silent',
  })
  const names = Object.keys(metafile.inputs).map(
    (path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1],
  )
  return new Set(names.filter((name) => name !== undefined))
}

test('each runtime package that users count on is reached from a program', async (t) => {
  const [shim, daemon, cli] = await Promise.all(
    ['shim/main.ts', 'src/daemon/main.ts', 'src/cli/main.ts'].map(packagesReachedFrom),
  )
  for (const name of ['chokidar', 'ws', 'openpgp', 'conf', 'yaml', 'valibot']) {
    t.true(daemon?.has(name), `${name} from trustd`)
  }
  for (const name of ['yargs', 'conf', 'ws', 'openpgp']) t.true(cli?.has(name), `${name} from trustctl`)
  for (const name of ['ws', 'node-forge']) t.true(shim?.has(name), `${name} from the interceptor`)
})

test('the oracle of the verifier’s tests is in no program', async (t) => {
  for (const entry of ['shim/main.ts', 'src/daemon/main.ts', 'src/cli/main.ts']) {
    t.false((await packagesReachedFrom(entry)).has('@sigstore/verify'), entry)
  }
})

test('the interceptor carries none of the daemon’s heavy packages', async (t) => {
  const reached = await packagesReachedFrom('shim/main.ts')
  for (const name of ['openpgp', 'yaml', 'conf', 'chokidar', 'yargs']) t.false(reached.has(name), name)
})

test('all sources are in rooms', (t) => {
  t.deepEqual(
    readdirSync(join(root, 'src'), { withFileTypes: true }).filter((entry) => !entry.isDirectory()),
    [],
  )
})
