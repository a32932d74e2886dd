import { join } from 'node:path'
import { isShipped, STAGING, type ShippedName } from '../../trust/index.ts'

/** Where trust roots lie. */
export interface RootPlaces {
  /** What people configure, a folder an instance. */
  readonly trustRootsDir: string
  /** What refreshes brought: `<name>.json`. */
  readonly trustStateDir: string
  readonly lib: string
}

const ROOT_NAME = /^[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?$/

/** Can an instance be called this? */
export function isRootName(name: string): boolean {
  return ROOT_NAME.test(name)
}

/** The files of an instance. */
export function filesOf({ trustRootsDir, trustStateDir }: RootPlaces, name: string) {
  const folder = join(trustRootsDir, name)
  return {
    folder,
    /** A trusted root as a person put it there: nothing refreshes it. */
    trustedRoot: join(folder, 'trusted_root.json'),
    /** Where the TUF chain of a private instance begins. */
    root: join(folder, 'root.json'),
    /** Where it is refreshed from, and what it is pinned to. */
    settings: join(folder, 'instance.json'),
    /** The trusted root that it is pinned to. */
    pinned: join(folder, 'pinned_root.json'),
    state: join(trustStateDir, `${name}.json`),
    lock: join(trustStateDir, `${name}.lock`),
  }
}

/** The file that ships an instance's roots; null for one that isn't shipped. */
export function seedFile(
  lib: string,
  name: string,
): { readonly name: ShippedName; readonly file: string } | null {
  if (!isShipped(name)) return null
  const file = name === STAGING ? 'src/trust/staging-seed.json' : 'node_modules/@sigstore/tuf/seeds.json'
  return { name, file: join(lib, file) }
}
