import { basename } from 'node:path'
import type { KnownFile } from '../runs/index.ts'

const MAX_NAME = 512

/** The name that pip gives to a download: `Content-Disposition` before the address, and never more than a last segment. */
export function fileNameOf(url: URL, known: KnownFile | null, disposition: string | undefined): string {
  if (known !== null) return known.file.filename
  const given = /(?:^|;)\s*filename\s*=\s*(?:"([^"]*)"|([^;\s]+))/i.exec(disposition ?? '')
  const name = basename(given?.[1] ?? given?.[2] ?? '')
  return (name === '' ? lastSegment(url) : name).slice(0, MAX_NAME)
}

function lastSegment(url: URL): string {
  const segment = url.pathname.split('/').findLast((part) => part !== '') ?? 'index'
  try {
    return basename(decodeURIComponent(segment))
  } catch {
    return segment
  }
}

const ARCHIVE = /\.(?:whl|zip|egg|tar|tar\.(?:gz|bz2|xz|lzma|Z)|tgz|tbz|txz|tlz)$/i

/** What pip unpacks for its name's sake: never to be taken for a page or a text. */
export const isArchiveName = (url: URL): boolean => ARCHIVE.test(lastSegment(url))
