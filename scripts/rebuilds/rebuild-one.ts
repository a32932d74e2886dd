import { tmpdir } from 'node:os'
import { parseProjectName, parseVersion } from '../../src/python/index.ts'
import { BuildError, runProgram, type BuildWorld } from '../../src/publish/build/index.ts'
import type { Grade } from '../../src/publish/difference/index.ts'
import {
  fetchReleaseFile,
  findRelease,
  onlyWheel,
  pipIndexes,
  pipRoad,
  ReproduceError,
  reproduceTarget,
  surroundingsText,
  type Reproduction,
  type ReproductionGrade,
  type ReproduceWorld,
  type Target,
} from '../../src/publish/reproduce/index.ts'
import type { PlainBuilder } from './plain-build.ts'

/** What came of one wheel. */
export interface Rebuild {
  readonly name: string
  readonly file: string
  /** As WHEEL names it. */
  readonly backend: string
  readonly grade: ReproductionGrade
  /** The best grade of the builds that take nothing but a time from the published wheel. */
  readonly unreplayed: ReproductionGrade
  /** What the best build was surrounded by, and how many were made. */
  readonly around: string
  readonly builds: number
  readonly python: string
  readonly isolation: string
  /** Kinds of difference that are left, or why there is no build. */
  readonly why: string
  readonly seconds: number
}

const GRADES: readonly Grade[] = ['identical', 'container', 'explained', 'different']

/** The library folder of pip-trust, and one that keeps tools. */
export interface Places {
  readonly lib: string
  readonly wheelsFolder: string
}

/** Rebuilds one release; what goes wrong is told in its row. */
export async function rebuildOne(name: string, places: Places): Promise<Rebuild> {
  const start = performance.now()
  const world = await worldOf(places)
  try {
    const wish = { target: releaseOf(name), source: { kind: 'index' }, asOf: null } as const
    const found = await reproduceTarget(wish, world)
    return { ...told(name, found), seconds: since(start) }
  } catch (error) {
    if (!(error instanceof ReproduceError) && !(error instanceof BuildError)) throw error
    return { ...NOTHING, name, why: `${error.code}: ${error.message}`, seconds: since(start) }
  }
}

const NOTHING: Omit<Rebuild, 'name' | 'why' | 'seconds'> = {
  file: '',
  backend: '',
  grade: 'unbuilt',
  unreplayed: 'unbuilt',
  around: '',
  builds: 0,
  python: '',
  isolation: '',
}

function told(
  name: string,
  { published, grade, best, trials, isolation }: Reproduction,
): Omit<Rebuild, 'seconds'> {
  const { generator } = published
  const built = trials.filter((trial) => trial.kind === 'built')
  const unreplayed = new Set(
    built.filter(({ attempt }) => attempt.kind !== 'replay').map(({ comparison }) => comparison.grade),
  )
  const failure = trials.find((trial) => trial.kind === 'failed')?.why ?? ''
  return {
    name,
    file: published.filename,
    backend: generator === null ? 'not named' : `${generator.project} ${generator.version}`,
    grade,
    unreplayed: GRADES.find((each) => unreplayed.has(each)) ?? 'unbuilt',
    around:
      best === null ? '' : `${surroundingsText(best.attempt)}; tools as of ${best.tools.asOf.slice(0, 10)}`,
    builds: built.length,
    python: best?.tools.python ?? '',
    isolation,
    why: best === null ? failure : best.comparison.differences.map(({ kind }) => kind).join(' '),
  }
}

/** The grade of what `python -m build` makes of the release’s source today. */
export async function plainGrade(
  name: string,
  plain: PlainBuilder,
  places: Places,
): Promise<ReproductionGrade> {
  const { project, version } = releaseOf(name)
  const { pip } = await worldOf(places)
  const release = await findRelease(project, version, await pipIndexes(pip), pip)
  if (release?.sdist === null || release === null) return 'unbuilt'
  const published = await fetchReleaseFile(onlyWheel(release), pip)
  return await plain.grade(published, await fetchReleaseFile(release.sdist, pip))
}

function releaseOf(name: string): Extract<Target, { kind: 'release' }> {
  const [project, version] = [
    parseProjectName(name.split('==')[0] ?? ''),
    parseVersion(name.split('==')[1] ?? ''),
  ]
  if (project === null || version === null) throw new Error(`\`${name}\` is no PROJECT==VERSION`)
  return { kind: 'release', project, version }
}

async function worldOf({ lib, wheelsFolder }: Places): Promise<ReproduceWorld> {
  const build: BuildWorld = {
    env: process.env,
    cwd: process.cwd(),
    temporary: tmpdir(),
    lib,
    version: '0',
    run: runProgram,
    now: () => Date.now() / 1000,
    onProgress: () => {},
  }
  return { build, wheelsFolder, pip: await pipRoad(build) }
}

function since(start: number): number {
  return Math.round((performance.now() - start) / 1000)
}
