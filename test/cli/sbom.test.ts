import { readFileSync, statSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { writeWheel } from '../../src/publish/canonical/index.ts'
import { parseJson, isJsonObject, type JsonValue } from '../../src/encoding/index.ts'
import { decided } from '../exceptions/decided.ts'
import { NOW, policyOf } from '../policy/world.ts'
import { fakeDaemon } from './fake-daemon.ts'
import { scratch } from './trustctl.ts'

const OPEN = policyOf('rules: [{ id: all, match: { project: ["*"] }, require: [] }]\n')
const FILENAME = 'foo-1.0-py3-none-any.whl'
const EPOCH = 1_764_244_800

function wheel(...headers: readonly string[]): Buffer {
  const files = {
    'foo.py': 'x = 1\n',
    'foo-1.0.dist-info/METADATA': ['Metadata-Version: 2.4', 'Name: foo', 'Version: 1.0', ...headers, ''].join(
      '\n',
    ),
    'foo-1.0.dist-info/WHEEL': 'Wheel-Version: 1.0\n',
    'foo-1.0.dist-info/RECORD': '',
  }
  const members = Object.entries(files).map(([name, text]) => ({
    name,
    content: Buffer.from(text),
    isExecutable: false,
  }))
  return writeWheel(members, { epochSeconds: EPOCH })
}

const parsed = (text: string): JsonValue => parseJson(text, { maxBytes: 1e6, maxDepth: 30 })

test('of the project here, printed alone, with the time of SOURCE_DATE_EPOCH', async (t) => {
  const own = await scratch(t)
  const { cli, call } = await scratch(t, { env: { ...own.cli.env, SOURCE_DATE_EPOCH: '0' } })
  await mkdir(join(cli.cwd, 'dist'))
  await writeFile(join(cli.cwd, 'dist', FILENAME), wheel('License-Expression: MIT'))
  const { code, out, err } = await call('sbom')
  t.is(code, 0)
  t.like(parsed(out), {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    metadata: { timestamp: '1970-01-01T00:00:00Z' },
  })
  t.regex(err, /1 component, as cyclonedx 1\.6/)
  t.is((await call('sbom')).out, out)
  t.like(parsed((await call('sbom', '--at', '2026-11-27', '--format', 'spdx')).out), {
    spdxVersion: 'SPDX-2.3',
    creationInfo: { created: '2026-11-27T00:00:00Z' },
  })
})

test('into a file, and doubts are warnings with --strict', async (t) => {
  const { cli, call, json } = await scratch(t)
  await mkdir(join(cli.cwd, 'dist'))
  await writeFile(join(cli.cwd, 'dist', FILENAME), wheel('Requires-Dist: ???'))
  const { code, value } = await json('sbom', '--output', 'bom.json', '--strict')
  t.is(code, 10)
  t.like(value, { format: 'cyclonedx', about: 'foo', components: 1, bill: null, wheel: null })
  t.is(isJsonObject(parsed(readFileSync(join(cli.cwd, 'bom.json'), 'utf8'))), true)
  t.is(statSync(join(cli.cwd, 'bom.json')).mode & 0o777, 0o644)
  t.is((await call('sbom', '--output', 'bom.json')).code, 0)
})

test('into a wheel: the same bytes whenever it is done', async (t) => {
  const { cli, call } = await scratch(t)
  const path = join(cli.cwd, FILENAME)
  const before = wheel()
  await writeFile(path, before)
  t.is((await call('sbom', '--into', FILENAME)).code, 0)
  const after = readFileSync(path)
  t.notDeepEqual(after, before)
  t.is((await call('sbom', '--into', FILENAME)).code, 0)
  t.deepEqual(readFileSync(path), after)
})

test('of a run, by its id and of the last one', async (t) => {
  const own = await scratch(t, { now: () => NOW })
  const older = { ...decided(OPEN, { bytes: 'a', run: { id: 'aaaaaaaaaaaaaaaa' } }), at: NOW - 60 }
  await fakeDaemon(t, own.cli.paths.daemonSocket, {
    decisions: [decided(OPEN, { bytes: 'b', project: 'click' }), older],
  })
  t.like(await own.json('sbom', '--run', 'last'), {
    code: 0,
    value: { components: 1, bill: { components: [{ name: 'click' }] } },
  })
  t.like(await own.json('sbom', '--run', 'aaaaaaaaaaaaaaaa'), {
    value: { about: 'pip run aaaaaaaaaaaaaaaa' },
  })
  t.is((await own.call('sbom', '--run', 'ffffffffffffffff')).code, 3)
})

test('what can not be: two sources, an unknown form, a time that is none, nothing built, no Python', async (t) => {
  const { call, json } = await scratch(t)
  for (const args of [
    ['--run', 'last', '--project', '.'],
    ['--into', 'x.whl', '--run', 'last'],
    ['--format', 'swid'],
    ['--format', 'spdx', '--spec', '1.6'],
    ['--at', 'yesterday'],
    ['--at', '2026-13-45'],
  ])
    t.is((await call('sbom', ...args)).code, 2, args.join(' '))
  t.like(await json('sbom'), { code: 2, value: { error: { code: 'project' } } })
  t.like(await json('sbom', '--environment', 'nowhere'), { code: 2, value: { error: { code: 'python' } } })
})
