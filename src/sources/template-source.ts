import type { FileArtifact } from '../artifact/index.ts'
import { readBounded } from '../encoding/index.ts'
import type { EvidenceKind } from '../verdict/index.ts'
import { MAX_EVIDENCE_BYTES } from './evidence-forms.ts'
import type { FoundEvidence } from './found-evidence.ts'

/** Asks an address. The standard `fetch`, or a test's. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

export interface TemplateSource {
  readonly where: string
  readonly kind: EvidenceKind
}

/** Answers that say «there is none» rather than «I can't tell». */
const NOT_THERE = new Set([404, 410])

/**
 * Asks an URL template for one artifact's evidence. Names are percent-encoded; redirects are not followed (the person
 * configured this host and no other); the answer is bounded in size and time.
 */
export async function askTemplate(
  source: TemplateSource,
  artifact: FileArtifact,
  { fetch, timeoutMs }: { readonly fetch: Fetch; readonly timeoutMs: number },
): Promise<FoundEvidence> {
  const where = fillTemplate(source.where, artifact)
  try {
    const response = await fetch(where, {
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      headers: { accept: 'application/json, */*;q=0.1' },
    })
    if (response.status === 200) return found(source.kind, where, await bodyOf(response))
    await response.body?.cancel()
    if (NOT_THERE.has(response.status)) return { evidence: [], unavailable: [] }
    return unavailable(source.kind, where, `it answered ${response.status}`)
  } catch (error) {
    return unavailable(source.kind, where, error instanceof Error ? error.message : String(error))
  }
}

/** The address for one artifact. */
export function fillTemplate(template: string, artifact: FileArtifact): string {
  const values: Readonly<Record<string, string>> = {
    project: artifact.project,
    version: artifact.version,
    filename: artifact.filename,
    sha256: artifact.sha256,
  }
  return template.replaceAll(/\{([a-z0-9]+)\}/g, (whole, name: string) => {
    const value = values[name]
    return value === undefined ? whole : encodeURIComponent(value)
  })
}

async function bodyOf(response: Response): Promise<Uint8Array> {
  if (response.body === null) return new Uint8Array()
  return await readBounded(response.body, { maxBytes: MAX_EVIDENCE_BYTES })
}

function found(kind: EvidenceKind, where: string, bytes: Uint8Array): FoundEvidence {
  return { evidence: [{ kind, origin: { via: 'template', where }, bytes }], unavailable: [] }
}

function unavailable(kind: EvidenceKind, where: string, why: string): FoundEvidence {
  return { evidence: [], unavailable: [{ kind, where, why }] }
}
