import { ArchiveError } from '../../artifact/index.ts'
import { sha256Of } from '../../encoding/index.ts'
import type { ProjectName, Version } from '../../python/index.ts'
import type { BuildWorld, Source } from '../build/index.ts'
import type { ComparedFile } from '../difference/index.ts'
import {
  cameOut,
  fetchReleaseFile,
  findRelease,
  onlyWheel,
  pipIndexes,
  uploadedAt,
  type PipRoad,
  type Release,
} from './from-index/index.ts'
import { openCommit, type CommitWish } from './git-checkout.ts'
import { readPublishedWheel, type PublishedWheel } from './plan/index.ts'
import { reproduce, type PublishedTimes } from './reproduce.ts'
import { ReproduceError } from './reproduce-error.ts'
import type { Reproduction } from './reproduction.ts'
import { roomBuilder } from './room-builder.ts'
import { sdistSource } from './sources.ts'

/** What is to be rebuilt. */
export type Target =
  | { readonly kind: 'release'; readonly project: ProjectName; readonly version: Version }
  | { readonly kind: 'file'; readonly file: ComparedFile }

/** What it is rebuilt from; `index`: the source distribution that the index has beside it. */
export type SourceWish =
  | { readonly kind: 'index' }
  | { readonly kind: 'sdist'; readonly file: ComparedFile }
  | { readonly kind: 'commit'; readonly wish: CommitWish }

export interface ReproduceWish {
  readonly target: Target
  readonly source: SourceWish
  /** Seconds since the epoch; null where the index knows when the wheel was uploaded. */
  readonly asOf: number | null
}

/** Everything of the world that a reproduction uses. */
export interface ReproduceWorld {
  readonly build: BuildWorld
  /** Asks the indexes. */
  readonly pip: PipRoad
  /** A folder that keeps the tools that are fetched. */
  readonly wheelsFolder: string
}

/** Rebuilds a published wheel from its source and grades it. Throws `ReproduceError`, `BuildError`. */
export async function reproduceTarget(
  { target, source: from, asOf }: ReproduceWish,
  world: ReproduceWorld,
): Promise<Reproduction> {
  const { onProgress } = world.build
  const isWhole = target.kind === 'file' && from.kind !== 'index' && asOf !== null
  const indexes = isWhole ? [] : await pipIndexes(world.pip)
  onProgress('looking for the release on the index')
  const found = await findPublished(target, indexes, world.pip)
  const times = await timesOf(found, asOf, indexes, world.pip)
  const { source, close } = await openSource(from, found.release, world)
  try {
    const builder = await roomBuilder(source, found.published, world.wheelsFolder, world.build)
    return await reproduce(found.published, times, builder, onProgress)
  } finally {
    await close()
  }
}

interface Found {
  readonly published: PublishedWheel
  readonly release: Release | null
}

async function findPublished(target: Target, indexes: readonly string[], pip: PipRoad): Promise<Found> {
  if (target.kind === 'file') {
    const published = await readable(target.file)
    return { published, release: await findRelease(published.project, published.version, indexes, pip) }
  }
  const { project, version } = target
  const release = await findRelease(project, version, indexes, pip)
  if (release === null)
    throw new ReproduceError('not-found', {
      message: `no index of pip’s has a file of ${project} ${version}`,
    })
  return {
    published: await readable(await fetchReleaseFile(onlyWheel(release), pip)),
    release,
  }
}

async function readable(file: ComparedFile): Promise<PublishedWheel> {
  try {
    return await readPublishedWheel(file)
  } catch (cause) {
    if (!(cause instanceof ArchiveError)) throw cause
    throw new ReproduceError('target', { message: `\`${file.filename}\`: ${cause.message}`, cause })
  }
}

async function timesOf(
  { published, release }: Found,
  asOf: number | null,
  indexes: readonly string[],
  pip: PipRoad,
): Promise<PublishedTimes> {
  const digest = sha256Of(published.bytes)
  const listed = release?.wheels.find(({ sha256 }) => sha256 === digest)
  const uploaded = listed === undefined ? null : uploadedAt(listed)
  const known = asOf ?? uploaded
  if (known === null)
    throw new ReproduceError('source', {
      message: `no index of pip’s says when \`${published.filename}\` with these bytes was uploaded: it isn’t known which tools were there`,
      hint: 'name the time by --as-of, e.g. --as-of 2024-11-27T12:00:00Z',
    })
  const { generator } = published
  const isAsked = indexes.length > 0 && generator !== null
  const backendCameOut = isAsked ? await cameOut(generator.project, generator.version, indexes, pip) : null
  return { uploadedAt: known, isUploadKnown: uploaded !== null, backendCameOut }
}

interface OpenSource {
  readonly source: Source
  readonly close: () => Promise<void>
}

async function openSource(
  from: SourceWish,
  release: Release | null,
  { build, pip }: ReproduceWorld,
): Promise<OpenSource> {
  switch (from.kind) {
    case 'commit':
      build.onProgress(`fetching ${from.wish.commit.slice(0, 12)} of ${from.wish.repository}`)
      return await openCommit(from.wish, build)
    case 'sdist':
      return { source: await sdistSource(from.file), close: async () => {} }
    case 'index': {
      if (release?.sdist === null || release === null)
        throw new ReproduceError('source', {
          message: 'the release has no source distribution',
          hint: 'trustctl reproduce … --from REPO@COMMIT',
        })
      build.onProgress(`fetching ${release.sdist.filename}`)
      const file = await fetchReleaseFile(release.sdist, pip)
      return { source: await sdistSource(file), close: async () => {} }
    }
  }
}
