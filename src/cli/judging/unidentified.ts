import { basename } from 'node:path'
import type { Finding, UnidentifiedFile, Verdict } from '../../verdict/index.ts'
import type { FileAtHand } from '../file-at-hand.ts'

/** The refusal of a file of which nobody can say what it is: no policy is asked. */
export function unidentified(
  { path, sha256 }: FileAtHand,
  { code, expected, found }: Finding,
): { readonly artifact: UnidentifiedFile; readonly verdict: Verdict } {
  return {
    artifact: { kind: 'unidentified', filename: basename(path), sha256, location: path },
    verdict: {
      decision: 'block',
      code,
      ref: code,
      policy: { name: 'none', version: 0, digest: '', at: null },
      rule: 'identification',
      exception: null,
      reasons: [{ code, subject: 'archive', expected, found, fix: [], effect: 'block' }],
      facts: [],
      fromCache: false,
    },
  }
}
