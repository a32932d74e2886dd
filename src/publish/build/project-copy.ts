import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { FilesError, readFileBounded } from '../../files/index.ts'
import { MAX_PROJECT_BYTES, parseBuildSystem, type BuildSystem } from './project-file.ts'
import type { Room } from './room.ts'
import { IN_ROOM, ROOM } from './rooms.ts'
import type { Source } from './source.ts'

/** A project’s folder, by its path outside of the room and inside. */
export interface ProjectCopy {
  readonly outside: string
  readonly inside: string
}

/** Empties the room’s place for sources and puts a fresh copy there: hooks write into the tree that they are asked in, and at home. */
export async function freshCopy({ copyTo }: Pick<Source, 'copyTo'>, room: Room): Promise<ProjectCopy> {
  for (const place of [IN_ROOM.source, IN_ROOM.temporary, IN_ROOM.home]) await emptied(room.outside(place))
  const outside = await copyTo(room.outside(IN_ROOM.source))
  return { outside, inside: join(ROOM, outside.slice(room.folder.length)) }
}

/** How the project in this folder is built. Throws `BuildError` `project`. */
export async function readBuildSystem(folder: string): Promise<BuildSystem> {
  return parseBuildSystem(await textOf(join(folder, 'pyproject.toml'), MAX_PROJECT_BYTES))
}

/** The text of a file; null where there is none. */
export async function textOf(path: string, maxBytes: number): Promise<string | null> {
  try {
    return Buffer.from(await readFileBounded(path, { maxBytes })).toString('utf8')
  } catch (error) {
    if (error instanceof FilesError && error.code === 'missing') return null
    throw error
  }
}

async function emptied(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true, force: true })
}
