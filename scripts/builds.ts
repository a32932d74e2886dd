/**
 * Builds the source distributions of `builds/projects.ts` twice, the second time with everything varied, by
 * `trustctl build`’s own program and by plain `python -m build` with the same tools; writes the table to
 * docs/reference/builds.md. What was tried is kept in .scratch/builds, so that it goes on where it was cut off.
 * `--only NAME,…` some of them; `--sample N --seed WORD` N pure ones, ours alone, to standard output; `--no-plain` ours alone.
 * Exits with 1 where one of ours differs or can’t be built.
 */
import { existsSync } from 'node:fs'
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { runProgram } from '../src/publish/build/index.ts'
import { tryOurs, type Tried } from './builds/ours.ts'
import { tryPlain } from './builds/plain.ts'
import { PROJECTS, PURE } from './builds/projects.ts'
import { pageOf, type Row } from './builds/page.ts'

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    sample: { type: 'string', default: '' },
    seed: { type: 'string', default: '1' },
    python: { type: 'string', default: '3.12' },
    'no-plain': { type: 'boolean', default: false },
  },
})

const root = join(import.meta.dirname, '..')
const scratch = join(root, '.scratch', 'builds')
const isSample = values.sample !== ''
await mkdir(scratch, { recursive: true })
const python = await pythonOf(values.python)
const rows: Row[] = []
for (const [name, version, backend] of chosen()) {
  process.stderr.write(`${name} ${version}\n`)
  const sdist = await fetched(name, version)
  const ours = await kept(`${name}.ours.json`, () => tryOurs(sdist, scratch, python, backend))
  const withPlain = !isSample && !values['no-plain']
  const plain = withPlain
    ? await kept(`${name}.plain.json`, () => tryPlain(sdist, scratch, python, backend))
    : null
  rows.push({ name, version, backend, ours, plain })
}
const text = pageOf(rows)
if (isSample || values.only !== '') process.stdout.write(text)
else await writeFile(join(root, 'docs', 'reference', 'builds.md'), text)
const failed = rows.filter(({ ours }) => !ours.wheel || !ours.sdist)
for (const { name, ours } of failed) process.stderr.write(`${name}: ${ours.error ?? 'differs'}\n`)
process.exitCode = failed.length === 0 ? 0 : 1

function chosen(): typeof PROJECTS {
  if (values.only !== '') return PROJECTS.filter(([name]) => values.only.split(',').includes(name))
  if (!isSample) return PROJECTS
  const rank = (name: string): string => createHash('sha256').update(`${values.seed} ${name}`).digest('hex')
  const sorted = PURE.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1))
  const names = new Set(sorted.slice(0, Number(values.sample)))
  return PROJECTS.filter(([name]) => names.has(name))
}

async function pythonOf(version: string): Promise<string> {
  const home = join(process.env['HOME'] ?? '', '.pyenv', 'versions')
  const names = existsSync(home) ? await readdir(home) : []
  const found = names.find((name) => name.startsWith(`${version}.`))
  if (found !== undefined) return join(home, found, 'bin', 'python')
  const named = `python${version}`
  const { code } = await runProgram(named, ['--version'], { env: process.env, timeoutMs: 10_000 })
  // A sample says that builds are the same, with whatever Python is here; the table is of one.
  return code === 0 || !isSample ? named : 'python3'
}

/** The sdist, by pip from the index that it is set up with. */
async function fetched(name: string, version: string): Promise<string> {
  const folder = join(scratch, 'sdists', name)
  const find = async (): Promise<string | undefined> =>
    existsSync(folder) ? (await readdir(folder)).find((file) => file.endsWith('.tar.gz')) : undefined
  const choice = ['--no-deps', '--no-binary', name, '--dest', folder]
  if ((await find()) === undefined)
    await runProgram(python, ['-m', 'pip', 'download', '-q', ...choice, `${name}==${version}`], {
      env: process.env,
      timeoutMs: 600_000,
    })
  const file = await find()
  if (file === undefined) throw new Error(`pip fetched no source distribution of ${name} ${version}`)
  return join(folder, file)
}

/** A sample is tried anew each time. */
async function kept(name: string, attempt: () => Promise<Tried>): Promise<Tried> {
  const path = join(scratch, name)
  if (!isSample && existsSync(path)) return JSON.parse(await readFile(path, 'utf8'))
  const tried = await attempt()
  await writeFile(path, JSON.stringify(tried))
  return tried
}
