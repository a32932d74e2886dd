import { BuildError, type BuildErrorCode } from '../build/index.ts'
import { explainDifference, type ComparedFile, type Grade } from '../difference/index.ts'
import type { Builder, Workshop } from './builder.ts'
import {
  attemptsFor,
  toolWishes,
  withTagsOf,
  type Attempt,
  type PublishedFile,
  type ToolWish,
} from './plan/index.ts'
import type { BuiltTrial, Reproduction, Trial } from './reproduction.ts'

/** What is known of a published wheel beside its bytes. */
export interface PublishedTimes {
  /** Seconds since the epoch, UTC: tools that came later are left out. */
  readonly uploadedAt: number
  /** False where `uploadedAt` is only the wheel's own word, which says nothing of its zone. */
  readonly isUploadKnown: boolean
  /** When the back-end that it names came out; null where that isn't known. */
  readonly backendCameOut: number | null
}

const BEST_FIRST: readonly Grade[] = ['identical', 'container', 'explained', 'different']
/** What says something about the project or the tools tried; everything else is about this machine or its index. */
const ABOUT_BUILD: ReadonlySet<BuildErrorCode> = new Set<BuildErrorCode>([
  'project',
  'interpreter',
  'resolve',
  'lock',
  'stale-lock',
  'network',
  'backend',
  'output',
])

/**
 * Rebuilds a published file with the tools that its source locks, then with those of its day, in the surroundings that it shows
 * signs of, until a build gives its very bytes or nothing is left to try; the best counts. Throws `BuildError` for what is
 * wrong with this machine or its index rather than with the project.
 * @param times null where its day isn’t known: then the source’s own lock is all that is tried
 */
export async function reproduce(
  published: PublishedFile,
  times: PublishedTimes | null,
  builder: Builder,
  onProgress: (step: string) => void,
): Promise<Reproduction> {
  const trials: Trial[] = []
  const search: Search = { published, times, builder, onProgress, trials }
  const wishes = times === null ? [] : toolWishes(published, times.uploadedAt, times.backendCameOut)
  if (builder.withOwnTools !== null) await tryOwnTools(builder.withOwnTools, search)
  for (const wish of wishes) {
    if (bestOf(trials)?.comparison.grade !== 'identical') await tryTools(wish, search)
  }
  const best = bestOf(trials)
  const { source, isolation } = builder
  return { published, source, isolation, grade: best?.comparison.grade ?? 'unbuilt', best, trials }
}

interface Search {
  readonly published: PublishedFile
  readonly times: PublishedTimes | null
  readonly builder: Builder
  readonly onProgress: (step: string) => void
  readonly trials: Trial[]
}

async function tryOwnTools(open: () => Promise<Workshop>, search: Search): Promise<void> {
  search.onProgress('making the tools of build.lock ready')
  const workshop = await failing(open)
  if (workshop instanceof BuildError)
    search.trials.push({ kind: 'failed', python: 'of build.lock', attempt: null, why: workshop.message })
  else await using(workshop, search)
}

/** What fails for one Python often works with another, and isn’t tried for ever. */
const MOST_PYTHONS = 3

/** The first Python that builds anything is the only one that is tried further; those that aren’t here don’t count. */
async function tryTools({ pythons, asOf, pins }: ToolWish, search: Search): Promise<void> {
  const { builder, onProgress, trials } = search
  let tried = 0
  for (const python of pythons) {
    if (tried >= MOST_PYTHONS) return
    onProgress(`choosing the tools of ${dayOf(asOf)} for Python ${python}`)
    const workshop = await failing(() => builder.withTools(python, asOf, pins))
    if (workshop instanceof BuildError) {
      trials.push({ kind: 'failed', python, attempt: null, why: workshop.message })
      if (workshop.code !== 'interpreter') tried += 1
    } else if (await using(workshop, search)) return
    else tried += 1
  }
}

/** Whether anything was built. */
async function using(workshop: Workshop, search: Search): Promise<boolean> {
  try {
    return await tryAttempts(workshop, search)
  } finally {
    await workshop.close()
  }
}

/** Whether anything was built. */
async function tryAttempts(workshop: Workshop, search: Search): Promise<boolean> {
  const { published, times } = search
  const attempts = attemptsFor(published, times?.isUploadKnown === true ? times.uploadedAt : null)
  const built = await tryEach(attempts, workshop, search)
  const isOtherTags = built.length > 0 && built.every(hasOtherTags)
  const again = isOtherTags ? withTagsOf(published.tags, attempts) : null
  if (again !== null) await tryEach(again, workshop, search)
  return built.length > 0
}

/** Ends at the first build that is identical, and at a first one that fails: the others would, too. */
async function tryEach(
  attempts: readonly Attempt[],
  workshop: Workshop,
  { published, onProgress, trials }: Search,
): Promise<readonly BuiltTrial[]> {
  const built: BuiltTrial[] = []
  for (const attempt of attempts) {
    onProgress(`building ${published.filename} (${attempt.kind})`)
    const rebuilt = await failing(() => workshop.build(attempt))
    if (rebuilt instanceof BuildError) {
      trials.push({ kind: 'failed', python: workshop.tools.python, attempt, why: rebuilt.message })
      if (built.length === 0) break
      continue
    }
    const trial = await trialOf(published, workshop, attempt, rebuilt)
    trials.push(trial)
    built.push(trial)
    if (trial.comparison.grade === 'identical') break
  }
  return built
}

async function trialOf(
  published: PublishedFile,
  { tools }: Workshop,
  attempt: Attempt,
  rebuilt: ComparedFile,
): Promise<BuiltTrial> {
  const comparison = await explainDifference(published, rebuilt)
  return { kind: 'built', tools, attempt, rebuilt, comparison }
}

function hasOtherTags({ comparison }: BuiltTrial): boolean {
  return comparison.differences.some(({ kind }) => kind === 'tags')
}

/** The first of those with the best grade. */
function bestOf(trials: readonly Trial[]): BuiltTrial | null {
  const built = trials.filter((trial) => trial.kind === 'built')
  const [best] = built.toSorted((a, b) => rank(a) - rank(b))
  return best ?? null
}

function rank({ comparison }: BuiltTrial): number {
  return BEST_FIRST.indexOf(comparison.grade)
}

/** What `act` gives, or why the project can’t be built so. */
async function failing<Value>(act: () => Promise<Value>): Promise<Value | BuildError> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof BuildError && ABOUT_BUILD.has(error.code)) return error
    throw error
  }
}

function dayOf(epochSeconds: number): string {
  return new Date(epochSeconds * 1000).toISOString().slice(0, 10)
}
