import { ArchiveError } from '../../artifact/index.ts'
import { sha256Of } from '../../encoding/index.ts'
import type { ProjectName, Version } from '../../python/index.ts'
import type { BuildWorld } from '../build/index.ts'
import type { ComparedFile } from '../difference/index.ts'
import type { Builder } from './builder.ts'
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
import type { CommitWish } from './git-checkout.ts'
import { readPublishedSdist, readPublishedWheel, type PublishedFile } from './plan/index.ts'
import { fromCommit, fromSdist, type RebuildSource } from './rebuild-source.ts'
import { reproduce, type PublishedTimes } from './reproduce.ts'
import { ReproduceError } from './reproduce-error.ts'
import type { Reproduction } from './reproduction.ts'
import { roomBuilder } from './room-builder.ts'

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
  /** Seconds since the epoch; null where the index knows when the file was uploaded, or the source locks its tools. */
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

/** Rebuilds a published file from its source and grades it. Throws `ReproduceError`, `BuildError`. */
export async function reproduceTarget(wish: ReproduceWish, world: ReproduceWorld): Promise<Reproduction> {
  const { target, source } = wish
  if (target.kind === 'file' && source.kind !== 'index')
    return await rebuildAtHand(await readPublished(target.file), { ...wish, source }, world)
  world.build.onProgress('looking for the release on the index')
  const asked = { indexes: await pipIndexes(world.pip), pip: world.pip }
  const found = await findPublished(target, asked)
  checkSource(found.published, source)
  const { uploadedAt: known, backendCameOut } = await timesOf(found, asked)
  const day = wish.asOf ?? known ?? unknownDay(found.published)
  const times = { uploadedAt: day, isUploadKnown: known !== null, backendCameOut }
  return await rebuildFrom(await sourceFor(source, found, world), found.published, times, world)
}

type SourceAtHand = Exclude<SourceWish, { readonly kind: 'index' }>

/** The index is asked only where nothing else says which tools were there. */
async function rebuildAtHand(
  published: PublishedFile,
  { source, asOf }: Pick<ReproduceWish, 'asOf'> & { readonly source: SourceAtHand },
  world: ReproduceWorld,
): Promise<Reproduction> {
  checkSource(published, source)
  const from = await sourceFor(source, { published, release: null }, world)
  const times = (builder: Builder): Promise<PublishedTimes | null> =>
    timesAtHand(published, asOf, builder.withOwnTools !== null, world)
  return await rebuildFrom(from, published, times, world)
}

async function timesAtHand(
  published: PublishedFile,
  asOf: number | null,
  hasTools: boolean,
  { build, pip }: ReproduceWorld,
): Promise<PublishedTimes | null> {
  if (asOf !== null) return { uploadedAt: asOf, isUploadKnown: false, backendCameOut: null }
  if (hasTools) return null
  build.onProgress('looking for the release on the index')
  const asked = { indexes: await pipIndexes(pip), pip }
  const release = await findRelease(published.project, published.version, asked.indexes, pip)
  const { uploadedAt: known, backendCameOut } = await timesOf({ published, release }, asked)
  return { uploadedAt: known ?? unknownDay(published), isUploadKnown: true, backendCameOut }
}

async function rebuildFrom(
  from: RebuildSource,
  published: PublishedFile,
  times: PublishedTimes | ((builder: Builder) => Promise<PublishedTimes | null>),
  { build, wheelsFolder }: ReproduceWorld,
): Promise<Reproduction> {
  try {
    const builder = await roomBuilder(from, published, wheelsFolder, build)
    const known = typeof times === 'function' ? await times(builder) : times
    return await reproduce(published, known, builder, build.onProgress)
  } finally {
    await from.close()
  }
}

interface Found {
  readonly published: PublishedFile
  readonly release: Release | null
}

interface Asked {
  readonly indexes: readonly string[]
  readonly pip: PipRoad
}

async function findPublished(target: Target, { indexes, pip }: Asked): Promise<Found> {
  if (target.kind === 'file') {
    const published = await readPublished(target.file)
    return { published, release: await findRelease(published.project, published.version, indexes, pip) }
  }
  const { project, version } = target
  const release = await findRelease(project, version, indexes, pip)
  if (release !== null)
    return { published: await readPublished(await fetchReleaseFile(onlyWheel(release), pip)), release }
  throw new ReproduceError('not-found', {
    message: `no index of pip’s has a file of ${project} ${version}`,
    hint: `python3 -m pip index versions ${project}`,
  })
}

async function readPublished(file: ComparedFile): Promise<PublishedFile> {
  try {
    return file.filename.endsWith('.whl') ? await readPublishedWheel(file) : await readPublishedSdist(file)
  } catch (cause) {
    if (!(cause instanceof ArchiveError)) throw cause
    throw new ReproduceError('target', { message: `\`${file.filename}\`: ${cause.message}`, cause })
  }
}

/** A source distribution that is rebuilt from one says nothing of where it came from. */
function checkSource({ kind, filename }: PublishedFile, source: SourceWish): void {
  if (kind === 'wheel' || source.kind === 'commit') return
  throw new ReproduceError('source', {
    message: `\`${filename}\` is a source distribution: expected the commit that it was made from`,
    hint: `trustctl reproduce ${filename} --from REPO@COMMIT`,
  })
}

/** When these very bytes were uploaded, and when the back-end came out; null for what no index says. */
async function timesOf(
  { published, release }: Found,
  { indexes, pip }: Asked,
): Promise<{ readonly uploadedAt: number | null; readonly backendCameOut: number | null }> {
  const digest = sha256Of(published.bytes)
  const files =
    release === null ? [] : [...release.wheels, ...(release.sdist === null ? [] : [release.sdist])]
  const listed = files.find(({ sha256 }) => sha256 === digest)
  const { generator } = published
  return {
    uploadedAt: listed === undefined ? null : uploadedAt(listed),
    backendCameOut:
      generator === null ? null : await cameOut(generator.project, generator.version, indexes, pip),
  }
}

function unknownDay({ filename }: PublishedFile): never {
  throw new ReproduceError('source', {
    message: `no index of pip’s says when \`${filename}\` with these bytes was uploaded: it isn’t known which tools were there`,
    hint: 'name the time by --as-of, e.g. --as-of 2024-11-27T12:00:00Z',
  })
}

async function sourceFor(
  from: SourceWish,
  { published, release }: Found,
  { build, pip }: ReproduceWorld,
): Promise<RebuildSource> {
  const { newest } = published
  switch (from.kind) {
    case 'commit':
      return await fromCommit(from.wish, newest, build)
    case 'sdist':
      return await fromSdist(from.file, newest)
    case 'index': {
      if (release?.sdist === null || release === null)
        throw new ReproduceError('source', {
          message: 'the release has no source distribution',
          hint: 'trustctl reproduce … --from REPO@COMMIT',
        })
      build.onProgress(`fetching ${release.sdist.filename}`)
      return await fromSdist(await fetchReleaseFile(release.sdist, pip), newest)
    }
  }
}
