import type { KeptFile, KeptListing } from '../../store/index.ts'
import type { Fact } from '../../verdict/index.ts'
import type { FileQuestion } from '../file-question.ts'
import { publishedAt } from './published-at.ts'
import type { ReleaseHistory } from '../history/index.ts'

/** What is known of a project on one index. */
export interface Listed {
  readonly listing: KeptListing
  readonly history: ReleaseHistory
}

/** What the index says of project and file, when it was published, and where the person pinned it. */
export function releaseFacts(
  { artifact, pinned, locked }: FileQuestion,
  kept: Listed | null,
  now: number,
): readonly Fact[] {
  const file = kept?.history.file(artifact.filename) ?? null
  const listing = kept?.listing ?? null
  return [
    ...statusFacts(listing),
    ...yankedFacts(file),
    ageFact(file, listing, now),
    hashFact(pinned),
    ...lockFacts(locked),
  ]
}

function statusFacts(kept: KeptListing | null): readonly Fact[] {
  if (kept === null) return []
  if (kept.status !== null) return [{ check: 'status', result: 'ok', ...kept.status }]
  // PEP 792: a project without a status is active; what an index of an older API thinks is not known.
  return []
}

function yankedFacts(file: KeptFile | null): readonly Fact[] {
  if (file === null) return []
  const { yanked } = file
  return [
    {
      check: 'yanked',
      result: 'ok',
      yanked: yanked !== false,
      why: typeof yanked === 'string' ? yanked : null,
    },
  ]
}

function ageFact(file: KeptFile | null, kept: KeptListing | null, now: number): Fact {
  const found = file === null || kept === null ? null : publishedAt(file, kept, now)
  if (found !== null) return { check: 'age', result: 'ok', ...found }
  const finding = {
    code: 'TC4016',
    expected: 'a time of upload from the index, or a listing that this machine has known for long',
    found: file === null ? 'no listing of an index that names the file' : 'no time of upload in the listing',
  } as const
  return { check: 'age', result: 'missing', finding, origin: null }
}

function hashFact(pinned: FileQuestion['pinned']): Fact {
  if (pinned.length > 0) return { check: 'hash', result: 'ok', from: pinned }
  const finding = {
    code: 'TC4010',
    expected: 'its sha256 in a requirements or lock file',
    found: 'none',
  } as const
  return { check: 'hash', result: 'missing', finding, origin: null }
}

/** Most files are in no lock file that names publishers, so there is nothing to say of them. */
function lockFacts(named: FileQuestion['locked'] = []): readonly Fact[] {
  return named.length === 0 ? [] : [{ check: 'lock', result: 'ok', named }]
}
