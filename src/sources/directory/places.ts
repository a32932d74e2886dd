import { join } from 'node:path'
import { NAME } from './content/person-file.ts'

/** Where key directories lie. */
export interface DirectoryPlaces {
  /** What people configure, a folder a directory. */
  readonly directoriesDir: string
  /** What was heard of them: `<name>.json`. */
  readonly directoryStateDir: string
  /** Every revocation that was ever heard. */
  readonly revocationsFile: string
}

/** Can a directory be called this? */
export function isDirectoryName(name: string): boolean {
  return NAME.test(name)
}

/** The files of a directory that is followed. */
export function filesOf({ directoriesDir, directoryStateDir }: DirectoryPlaces, name: string) {
  const folder = join(directoriesDir, name)
  return {
    folder,
    /** Where it is followed, and by what it was introduced. */
    settings: join(folder, 'directory.json'),
    /** The root that it was introduced by. */
    root: join(folder, 'root.json'),
    state: join(directoryStateDir, `${name}.json`),
    /** The last good texts of its policies: `<policy>.json`. */
    policies: join(directoryStateDir, `${name}.policies`),
    lock: join(directoryStateDir, `${name}.lock`),
  }
}
