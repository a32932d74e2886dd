import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findInterpreter, runProgram } from '../../src/publish/build/index.ts'
import { explainDifference, type ComparedFile } from '../../src/publish/difference/index.ts'
import type { ReproductionGrade } from '../../src/publish/reproduce/index.ts'

/** What anyone would try first. */
export interface PlainBuilder {
  readonly grade: (published: ComparedFile, sdist: ComparedFile) => Promise<ReproductionGrade>
  readonly close: () => Promise<void>
}

const UNPACK = 'import shutil, sys; shutil.unpack_archive(*sys.argv[1:])'
const TIMEOUT_MS = 10 * 60 * 1000

/** The source, unpacked, and `python -m build --wheel` in it, with the Python that is named, else the one here; uv installs the requirements, in less time. */
export async function openPlainBuilder(minor: '3.12' | null): Promise<PlainBuilder> {
  const folder = await mkdtemp(join(tmpdir(), 'plain-build-'))
  const world = { run: runProgram, env: process.env, cwd: folder }
  const { executable } = await findInterpreter(minor, world)
  const run = async (program: string, ...args: readonly string[]): Promise<boolean> =>
    (await runProgram(program, args, { env: process.env, cwd: folder, timeoutMs: TIMEOUT_MS })).code === 0
  const python = join(folder, 'env', 'bin', 'python')
  await run(executable, '-m', 'venv', join(folder, 'env'))
  if (!(await run(python, '-m', 'pip', 'install', '-q', 'build', 'uv')))
    throw new Error('`build` and `uv` can’t be installed')
  return {
    close: () => rm(folder, { recursive: true, force: true }),
    grade: async (published, sdist) => {
      const [from, out] = [join(folder, `${sdist.filename}-src`), join(folder, `${sdist.filename}-out`)]
      await mkdir(from)
      const archive = join(folder, sdist.filename)
      await writeFile(archive, sdist.bytes)
      if (!(await run(python, '-c', UNPACK, archive, from))) return 'unbuilt'
      const [tree = ''] = await readdir(from)
      await run(python, '-m', 'build', '--wheel', '--installer', 'uv', '--outdir', out, join(from, tree))
      const [filename] = await readdir(out).catch(() => [])
      if (filename === undefined) return 'unbuilt'
      const bytes = await readFile(join(out, filename))
      return (await explainDifference(published, { filename, bytes })).grade
    },
  }
}
