import { join } from 'node:path'
import { readFile, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import {
  BuildError,
  buildProject,
  makeBuildLock,
  writeBuildLock,
  type BuildWorld,
} from '../../src/publish/build/index.ts'
import { runProgram } from '../../src/publish/build/index.ts'

const LIB = join(import.meta.dirname, '..', '..')
/** The tools of that day: 2025-06-01. */
const AS_OF = 1_748_736_000

/** What came of a project, for a row of the table. */
export interface Tried {
  readonly wheel: boolean
  readonly sdist: boolean
  readonly notVaried: readonly string[]
  /** Null where it was built. */
  readonly error: string | null
}

/** Builds an sdist’s own sdist and wheel twice, the second time with everything varied. */
export async function tryOurs(
  sdist: string,
  scratch: string,
  python: string,
  backend: string,
): Promise<Tried> {
  const world = worldFor(scratch)
  const path = backend.startsWith('meson') ? await inGit(sdist) : sdist
  const source = { path, tag: null, epochSeconds: null, mayDiffer: [] }
  try {
    const lock = `${sdist}.lock`
    if (!existsSync(lock)) {
      const made = await makeBuildLock({ source, python, asOf: AS_OF, settings: {} }, world)
      await writeFile(lock, writeBuildLock(made))
    }
    const request = {
      source,
      lockText: await readFile(lock, 'utf8'),
      python: null,
      outputs: ['sdist', 'wheel'] as const,
      settings: {},
      variables: {},
    }
    const { files, repeated } = await buildProject(request, 'varied', world)
    const same = (kind: string): boolean => {
      const [first, second] = [files, repeated?.files ?? []].map((list) =>
        list.find((each) => each.kind === kind),
      )
      return first !== undefined && first.sha256 === second?.sha256
    }
    const notVaried = (repeated?.notVaried ?? []).map(({ what }) => what)
    return { wheel: same('wheel'), sdist: same('sdist'), notVaried, error: null }
  } catch (error) {
    if (!(error instanceof BuildError)) throw error
    return { wheel: false, sdist: false, notVaried: [], error: `${error.code}: ${error.message}` }
  }
}

/** `meson dist` packs what git has: the sdist’s files as a commit of their own. */
export async function inGit(sdist: string): Promise<string> {
  const folder = `${sdist}.git-tree`
  if (existsSync(folder)) return folder
  const date = '2024-01-01T00:00:00Z'
  const script = [
    'mkdir "$1" && tar -xzf "$0" --strip-components=1 -C "$1" && cd "$1" && rm PKG-INFO && git init -q && git add --all --force',
    'git -c user.name=builds -c user.email=builds@acme.example commit -q -m sdist',
  ].join(' && ')
  const env = { ...process.env, GIT_COMMITTER_DATE: date, GIT_AUTHOR_DATE: date }
  const { code, output } = await runProgram('sh', ['-c', script, sdist, folder], { env, timeoutMs: 60_000 })
  if (code !== 0) throw new Error(output)
  return folder
}

function worldFor(scratch: string): BuildWorld {
  return {
    env: process.env,
    cwd: LIB,
    temporary: scratch,
    lib: LIB,
    version: '0.0.0',
    run: runProgram,
    now: () => Math.floor(Date.now() / 1000),
    onProgress: (step) => process.stderr.write(`  ${step}\n`),
  }
}
