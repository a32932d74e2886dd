import { trustOf, type Keyring, type SigstoreRoot, type Trust } from '../trust/index.ts'
import type { Directories } from './directory/read-directories.ts'

interface Own {
  readonly roots: readonly SigstoreRoot[]
  readonly keyrings: readonly Keyring[]
}

/**
 * What a person keeps here, and what directories bring. A name is one source's: what is kept here goes before, then the
 * directories in their order; another one's keyring or root of that name is left out and told, since joining them would let
 * one speak for the other. States of keys hold for every keyring.
 */
export function joinTrust(
  own: Own,
  directories: Pick<Directories, 'keyrings' | 'roots' | 'standings'>,
): { readonly trust: Trust; readonly problems: readonly string[] } {
  const keyrings = withoutTwins([...own.keyrings, ...directories.keyrings])
  const roots = withoutTwins([...own.roots, ...directories.roots])
  return {
    trust: trustOf(roots.kept, keyrings.kept, directories.standings),
    problems: [...leftOut('keyring', keyrings.left), ...leftOut('trust root', roots.left)],
  }
}

function withoutTwins<Named extends { readonly name: string }>(
  all: readonly Named[],
): { readonly kept: readonly Named[]; readonly left: readonly string[] } {
  const isFirst = ({ name }: Named, nth: number): boolean =>
    all.findIndex((each) => each.name === name) === nth
  return {
    kept: all.filter(isFirst),
    left: all.filter((each, nth) => !isFirst(each, nth)).map(({ name }) => name),
  }
}

function leftOut(what: string, names: readonly string[]): readonly string[] {
  return names.map(
    (name) => `the ${what} \`${name}\` of a key directory is left out: another one has that name`,
  )
}
