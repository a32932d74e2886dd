import { malformed, quoted } from './archive-error.ts'

const MAX_BYTES = 4096

/** Throws TC1004 for a member's name that leads out of the folder it is unpacked to, or that readers cut differently. */
export function checkMemberName(name: string): void {
  if (name === '' || name.includes('\0')) throw malformed('names without NUL', quoted(name))
  if (Buffer.byteLength(name) > MAX_BYTES)
    throw malformed(`names of at most ${MAX_BYTES} bytes`, 'a longer one')
  const segments = name.split(/[/\\]/)
  const absolute = segments[0] === '' || /^[a-zA-Z]:$/.test(segments[0] ?? '')
  if (absolute || segments.includes('..')) throw malformed('names inside the archive', quoted(name))
}
