import { isAbsolute, normalize } from 'node:path'
import type { EvidenceKind } from '../verdict/index.ts'
import { evidenceKindOf } from './evidence-forms.ts'
import { SourcesError } from './sources-error.ts'

/** A place where evidence is looked for, as the settings name it. */
export type EvidenceSource =
  | { readonly type: 'folder'; readonly where: string }
  | { readonly type: 'template'; readonly where: string; readonly kind: EvidenceKind }

const PLACEHOLDERS = new Set(['{project}', '{version}', '{filename}', '{sha256}'])
const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost'])
const EXAMPLE = 'https://packages.example/{project}/{version}/{filename}.provenance'

/**
 * Reads a source's text: an absolute folder, or an URL template whose path ends in one of the known suffixes. Throws
 * `SourcesError` `source`.
 */
export function parseEvidenceSource(text: string): EvidenceSource {
  if (isAbsolute(text)) return { type: 'folder', where: normalize(text) }
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null) throw refused(text, 'it is neither an absolute folder nor an URL')
  checkAddress(text, url)
  checkPlaceholders(text, url)
  const kind = evidenceKindOf(url.pathname)
  if (kind === null) throw refused(text, 'its path does not say what it gives, e.g. `{filename}.provenance`')
  return { type: 'template', where: text, kind }
}

function checkAddress(text: string, url: URL): void {
  const overLoopback = url.protocol === 'http:' && LOOPBACK.has(url.hostname)
  if (url.protocol !== 'https:' && !overLoopback) throw refused(text, 'evidence is asked for over https only')
  if (url.username !== '' || url.password !== '') throw refused(text, 'it holds a password')
  if (url.hash !== '') throw refused(text, 'it has a fragment')
}

/** Only in path and query: a template that puts names into the host would let a name choose whom to ask. */
function checkPlaceholders(text: string, { origin }: URL): void {
  const found: readonly string[] = text.match(/\{[^}]*\}?/g) ?? []
  const unknown = found.find((each) => !PLACEHOLDERS.has(each))
  if (unknown !== undefined) throw refused(text, `\`${unknown}\` is none of ${[...PLACEHOLDERS].join(', ')}`)
  if (!found.includes('{filename}')) throw refused(text, 'it lacks `{filename}`')
  if (/[{}]|%7B/i.test(origin)) throw refused(text, 'its host has a placeholder')
}

function refused(text: string, why: string): SourcesError {
  return new SourcesError('source', {
    message: `\`${text}\` can't be an evidence source: ${why}`,
    hint: `trustctl evidence add ${EXAMPLE}`,
  })
}
