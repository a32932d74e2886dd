import { mkdtemp, mkdir, readdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { sha256Of } from '../../encoding/index.ts'
import { readFileBounded } from '../../files/index.ts'
import {
  buildProject,
  findInterpreter,
  parseBuildLock,
  parseBuildRecord,
  type BuildRecord,
  type BuildWorld,
  type Isolation,
} from '../build/index.ts'
import type { ReleaseFile } from './chain/index.ts'
import { ReleaseError } from './release-error.ts'
import { differences, requestOf } from './steps/index.ts'

export interface NakedWish {
  /** The build record's bytes. */
  readonly record: Uint8Array
  /** A folder where what was built then, and an sdist that it was built from, may lie: the record's own. */
  readonly beside: string
  /** A repository or an sdist, absolute, for what the record does not say where to get; null: as the record says. */
  readonly source: string | null
}

export interface NakedBuild {
  readonly isIdentical: boolean
  readonly outputs: readonly {
    readonly filename: string
    /** What the record says. */
    readonly expected: string
    /** What was built now; null where nothing of this name was. */
    readonly found: string | null
  }[]
  /** How they differ, where the files of then are at hand; empty where they aren't. */
  readonly differences: readonly string[]
  readonly record: BuildRecord
  readonly isolation: Isolation
  /** The variables that were left of the person's own. */
  readonly kept: readonly string[]
}

const MAX_FILE_BYTES = 1024 ** 3
const CLONE_MS = 10 * 60 * 1000
/** Where programs are, and how the network and pip's index are reached: nothing else comes in. */
const KEPT =
  /^(?:PATH|PIP_INDEX_URL|PIP_EXTRA_INDEX_URL|PIP_FIND_LINKS|PIP_CERT|PIP_PROXY|SSL_CERT_FILE|(?:https?|all|no)_proxy)$/i

/**
 * Builds what a record tells of, from the record alone: empty home, no variables of the person's, a fresh clone of the commit, the
 * tools that the record locks. Throws `ReleaseError` `record` or `source`, and `BuildError`.
 */
export async function nakedBuild(
  { record: bytes, beside, source }: NakedWish,
  world: BuildWorld,
): Promise<NakedBuild> {
  const record = parseBuildRecord(bytes)
  const bare = await mkdtemp(join(world.temporary, 'pip-trust-naked-'))
  try {
    const naked = await bareWorld(bare, world)
    const path = await sourceOf(record, { beside, source }, bare, naked)
    const wish = { path, tag: null, epochSeconds: null, mayDiffer: [] }
    // The Python is the machine's, as its compilers are; where it is, the person's own settings say.
    const { executable: python } = await findInterpreter(parseBuildLock(record.lock).python, world)
    const request = requestOf(record, { source: wish, python })
    const built = await buildProject(request, 'once', naked)
    const now = built.files.map(({ filename, bytes: own }) => ({ name: filename, bytes: own }))
    const outputs = record.outputs.map(({ filename, sha256: expected }) => {
      const found = built.files.find((each) => each.filename === filename)?.sha256 ?? null
      return { filename, expected, found }
    })
    const isIdentical = outputs.every(({ expected, found }) => expected === found)
    return {
      isIdentical,
      outputs,
      differences: isIdentical ? [] : await differencesFromThen(record, beside, now),
      record,
      isolation: built.record.isolation.kind,
      kept: Object.keys(naked.env)
        .filter((name) => name !== 'HOME')
        .toSorted(),
    }
  } finally {
    await rm(bare, { recursive: true, force: true })
  }
}

async function bareWorld(bare: string, world: BuildWorld): Promise<BuildWorld> {
  const [home, temporary, cwd] = [join(bare, 'home'), join(bare, 'tmp'), join(bare, 'cwd')]
  for (const folder of [home, temporary, cwd]) await mkdir(folder)
  const kept = Object.entries(world.env).filter(([name]) => KEPT.test(name))
  return { ...world, env: { ...Object.fromEntries(kept), HOME: home }, cwd, temporary }
}

async function sourceOf(
  { source }: BuildRecord,
  { beside, source: named }: Pick<NakedWish, 'beside' | 'source'>,
  bare: string,
  world: BuildWorld,
): Promise<string> {
  if (source.kind === 'sdist') return await sdistOf(source, named ?? join(beside, source.filename))
  const from = named ?? source.remote
  if (from === null)
    throw new ReleaseError('source', {
      message: `the record names commit ${source.commit} and no repository that has it`,
      hint: 'trustctl drill naked-build RECORD --source REPOSITORY',
    })
  const into = join(bare, 'clone')
  world.onProgress(`fetching ${source.commit.slice(0, 12)}`)
  await git(['clone', '--quiet', '--no-checkout', '--template=', '--', from, into], world)
  await git(['-C', into, 'checkout', '--quiet', '--detach', source.commit], world)
  const folder = resolve(into, source.subfolder)
  if (folder === into || folder.startsWith(`${into}/`)) return folder
  throw new ReleaseError('record', {
    message: `the record leads out of its repository: \`${source.subfolder}\``,
  })
}

async function sdistOf(
  { filename, sha256 }: { readonly filename: string; readonly sha256: string },
  path: string,
): Promise<string> {
  const found = sha256Of(await readFileBounded(path, { maxBytes: MAX_FILE_BYTES }))
  if (found === sha256) return path
  throw new ReleaseError('source', {
    message: `expected \`${filename}\` with sha256 ${sha256} and found ${found} in \`${path}\``,
    hint: 'trustctl drill naked-build RECORD --source SDIST',
  })
}

async function git(args: readonly string[], { run, env, cwd }: BuildWorld): Promise<void> {
  const own = { ...env, GIT_TERMINAL_PROMPT: '0', GIT_CONFIG_NOSYSTEM: '1' }
  const settings = ['-c', 'safe.directory=*', '-c', 'protocol.ext.allow=never']
  const { code, output } = await run('git', [...settings, ...args], { cwd, env: own, timeoutMs: CLONE_MS })
  if (code === 0) return
  throw new ReleaseError('source', {
    message: `the commit of the record can’t be had:\n${output.trim().split('\n').slice(-4).join('\n')}`,
    hint: 'trustctl drill naked-build RECORD --source REPOSITORY',
  })
}

async function differencesFromThen(
  record: BuildRecord,
  beside: string,
  now: readonly ReleaseFile[],
): Promise<readonly string[]> {
  const then = await filesOfThen(record, beside)
  const names = new Set(then.map(({ name }) => name))
  return await differences(
    then,
    now.filter(({ name }) => names.has(name)),
  )
}

/** What was built then, as far as it lies beside the record and is what the record says. */
async function filesOfThen({ outputs }: BuildRecord, folder: string): Promise<readonly ReleaseFile[]> {
  const names = await readdir(folder)
  const files: ReleaseFile[] = []
  for (const { filename, sha256 } of outputs.filter((each) => names.includes(each.filename))) {
    const bytes = await readFileBounded(join(folder, filename), { maxBytes: MAX_FILE_BYTES })
    if (sha256Of(bytes) === sha256) files.push({ name: filename, bytes })
  }
  return files
}
