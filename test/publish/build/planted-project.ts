import { spawnSync } from 'node:child_process'
import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { parseSha256 } from '../../../src/encoding/index.ts'
import {
  runProgram,
  writeBuildLock,
  type BuildLock,
  type BuildRequest,
  type BuildWorld,
  type RunProgram,
} from '../../../src/publish/build/index.ts'
import { LIB } from '../../cli/trustctl.ts'
import { temporaryFolder } from '../../files/temporary-folder.ts'

/** When the planted commit was made. */
export const COMMITTED = 1_700_000_000
export const NOW = 1_790_000_000

/** A project in git, its back-end in itself: building it takes nothing from any index. */
export interface Planted {
  readonly folder: string
  readonly project: string
  readonly out: string
  readonly world: BuildWorld
  readonly request: BuildRequest
  readonly git: (...args: readonly string[]) => string
  readonly write: (name: string, content: string) => Promise<void>
  /** Commits whatever there is. */
  readonly commit: () => void
}

/** `plan` is Python that the back-end runs first, with `hook` in it; what it puts into `result` counts. */
export async function plantProject(t: ExecutionContext, plan: string | null = null): Promise<Planted> {
  const folder = await temporaryFolder(t)
  const project = join(folder, 'project')
  const write = (name: string, content: string): Promise<void> => writeFile(join(project, name), content)
  const world = worldIn(folder)
  const git = gitIn(project)
  await mkdir(project)
  await copyFile(join(import.meta.dirname, 'planted', 'backend.py'), join(project, 'backend.py'))
  await write('pyproject.toml', PYPROJECT)
  await write('acme_pay.py', 'PAID = True\n')
  await write('build.lock', writeBuildLock(EMPTY_LOCK))
  if (plan !== null) await write('plan.py', plan)
  git('init', '--quiet', '--initial-branch', 'main')
  const commit = (): void => {
    git('add', '--all')
    git('commit', '--quiet', '--message', 'planted')
  }
  commit()
  return {
    folder,
    project,
    out: join(project, 'dist'),
    world,
    request: requestFor(project),
    git,
    write,
    commit,
  }
}

const PYPROJECT = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'

function python() {
  const ask =
    'import sys, sysconfig; print("%d.%d" % sys.version_info[:2], sysconfig.get_platform(), sys.executable)'
  const said = spawnSync('python3', ['-I', '-c', ask]).stdout.toString().trim()
  const [minor = '', platform = '', executable = ''] = said.split(' ')
  return { minor, platform, executable }
}

const HERE = python()

/** A lock that names nothing. */
export const EMPTY_LOCK: BuildLock = {
  asOf: '2025-06-01T00:00:00Z',
  python: HERE.minor,
  platform: HERE.platform,
  installer: { version: '26.3', sha256: digest('0') },
  requires: [],
  dynamic: { sdist: [], wheel: [] },
  wheels: [],
}

export function digest(digit: string): NonNullable<ReturnType<typeof parseSha256>> {
  const sha256 = parseSha256(digit.repeat(64))
  if (sha256 === null) throw new Error('no digest')
  return sha256
}

export function requestFor(path: string): BuildRequest {
  return {
    source: { path, tag: null, epochSeconds: null, mayDiffer: [join(path, 'dist')] },
    lockText: null,
    python: HERE.executable,
    outputs: ['sdist', 'wheel'],
    settings: {},
    variables: {},
  }
}

/** Asking for a toolchain of Rust takes longer than most builds here. */
const runWithoutRust: RunProgram = (program, args, options) =>
  program === 'rustc'
    ? Promise.resolve({ code: null, stdout: '', output: 'not there', isTimeUp: false })
    : runProgram(program, args, options)

export function worldIn(folder: string): BuildWorld {
  return {
    env: process.env,
    cwd: folder,
    temporary: folder,
    lib: LIB,
    version: '0.1.0',
    run: runWithoutRust,
    now: () => NOW,
    onProgress: () => undefined,
  }
}

function gitIn(project: string): Planted['git'] {
  const who = ['-c', 'user.name=Tester', '-c', 'user.email=tester@acme.example', '-c', 'commit.gpgSign=false']
  const date = `${COMMITTED} +0000`
  const env = {
    ...process.env,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_COMMITTER_DATE: date,
    GIT_AUTHOR_DATE: date,
  }
  return (...args) => {
    const { status, stdout, stderr } = spawnSync('git', [...who, ...args], { cwd: project, env })
    if (status !== 0) throw new Error(stderr.toString())
    return stdout.toString().trim()
  }
}
