import type { Channel, FileArtifact } from '../artifact/index.ts'
import type { EvidenceSource } from './evidence-source.ts'
import { findInFolder } from './folder-source.ts'
import { joinFound, type FoundEvidence } from './found-evidence.ts'
import { askTemplate, fillTemplate, type Fetch } from './template-source.ts'

/** Names that came from elsewhere may be private ones: only what an index named is asked about over the network. */
const ASKED_OVER_NETWORK: ReadonlySet<Channel> = new Set(['index', 'cache'])
/** How long an answer of a template is kept, and how many: a run asks again and again for the same files. */
const KEPT_FOUND_MS = 10 * 60_000
const KEPT_ABSENT_MS = 60_000
const MAX_KEPT = 1000

export interface FinderOptions {
  readonly sources: readonly EvidenceSource[]
  readonly fetch: Fetch
  readonly timeoutMs: number
  /** Milliseconds on a clock that never goes back. */
  readonly monotonicMs: () => number
}

export type FindEvidence = (artifact: FileArtifact) => Promise<FoundEvidence>

/** Asks every configured source about one artifact; answers of templates are kept for a while. */
export function evidenceFinder(options: FinderOptions): FindEvidence {
  const kept = new Map<string, { readonly found: FoundEvidence; readonly untilMs: number }>()
  const askOrRemember = async (
    source: Extract<EvidenceSource, { type: 'template' }>,
    artifact: FileArtifact,
  ): Promise<FoundEvidence> => {
    const key = fillTemplate(source.where, artifact)
    const known = kept.get(key)
    if (known !== undefined && known.untilMs > options.monotonicMs()) return known.found
    const found = await askTemplate(source, artifact, options)
    if (found.unavailable.length > 0) return found
    if (kept.size >= MAX_KEPT) kept.clear()
    const keepMs = found.evidence.length > 0 ? KEPT_FOUND_MS : KEPT_ABSENT_MS
    kept.set(key, { found, untilMs: options.monotonicMs() + keepMs })
    return found
  }
  return async (artifact) => {
    const asked = options.sources.map(async (source) => {
      if (source.type === 'folder') return findInFolder(source.where, artifact)
      return ASKED_OVER_NETWORK.has(artifact.channel) ? askOrRemember(source, artifact) : NOTHING
    })
    return joinFound(await Promise.all(asked))
  }
}

const NOTHING: FoundEvidence = { evidence: [], unavailable: [] }
