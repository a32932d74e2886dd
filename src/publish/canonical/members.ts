import { ArchiveError, type ArchiveMember } from '../../artifact/index.ts'
import { CanonicalError } from './canonical-error.ts'

/** A file of an archive, reduced to what is published of it. */
export interface CanonicalMember {
  readonly name: string
  readonly content: Uint8Array
  readonly isExecutable: boolean
}

const ANY_MAY_RUN = 0o111
const MAX_QUOTED = 200

/** Files alone, every one of them under one clear name. Throws `CanonicalError` `link`, `name` or `duplicate`. */
export function filesOf(members: readonly ArchiveMember[]): readonly CanonicalMember[] {
  const files = members.filter(({ kind }) => kind !== 'folder').map(fileOf)
  checkNames(files)
  for (const { name, content } of members.filter(({ kind }) => kind === 'folder')) {
    if (content.byteLength > 0) throw wrong('name', 'folders without content', quote(name))
  }
  return files
}

/** Checks names alone: each once, none of them a folder of another. Throws `CanonicalError` `name` or `duplicate`. */
export function checkNames(files: readonly { readonly name: string }[]): void {
  const names = new Set<string>()
  for (const { name } of files) {
    checkName(name)
    if (names.has(name)) throw wrong('duplicate', 'each name once', `${quote(name)} twice`)
    names.add(name)
  }
  for (const name of names) {
    for (let slash = name.indexOf('/'); slash > 0; slash = name.indexOf('/', slash + 1)) {
      const folder = name.slice(0, slash)
      if (names.has(folder)) throw wrong('duplicate', 'files or folders', `${quote(folder)} as both`)
    }
  }
}

/** By bytes of UTF-8, which differs from the order of JavaScript's strings. */
export function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return Buffer.compare(Buffer.from(a.name), Buffer.from(b.name))
}

/** Runs what reads an archive, and says its complaint as one of this room. */
export async function reading<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (cause) {
    if (!(cause instanceof ArchiveError)) throw cause
    const code = cause.code === 'TC1008' ? 'too-large' : 'archive'
    throw new CanonicalError(code, { message: `the archive can't be read: ${cause.message}`, cause })
  }
}

export function wrong(code: CanonicalError['code'], expected: string, found: string): CanonicalError {
  return new CanonicalError(code, {
    message: `the archive can't be made canonical: expected ${expected} and found ${found}`,
  })
}

export function quote(name: string): string {
  return JSON.stringify(name.length > MAX_QUOTED ? `${name.slice(0, MAX_QUOTED)}…` : name)
}

function fileOf({ name, kind, mode, content, isNameClear }: ArchiveMember): CanonicalMember {
  if (kind === 'link') throw wrong('link', 'files and folders', `the link ${quote(name)}`)
  if (kind === 'other') throw wrong('link', 'files and folders', `${quote(name)}, a device or pipe`)
  if (!isNameClear) throw wrong('name', 'names in ASCII, or marked as UTF-8', quote(name))
  return { name, content, isExecutable: ((mode ?? 0) & ANY_MAY_RUN) !== 0 }
}

/** `a//b` and `./a` are other names for the same file; a backslash is a folder to some readers only. */
function checkName(name: string): void {
  const segments = name.split('/')
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..'))
    throw wrong('name', 'plain relative names', quote(name))
  // oxlint-disable-next-line no-control-regex -- control characters are what it keeps out
  if (/[\\\0-\x1f\x7f\ufffd]/.test(name))
    throw wrong('name', 'names of printable letters in UTF-8', quote(name))
}
