import { setTimeout as pause } from 'node:timers/promises'
import type { Evidence, EvidenceKind, ProvenanceOffer } from '../../src/verdict/index.ts'
import { publicAddress, type KnownFile, type OpenRun } from '../runs/index.ts'
import type { Fetch, Fetched } from './fetch.ts'

/** Largest provenance and signature that are passed on; a question to the daemon may have 1 MiB in base64. */
export const MAX_PROVENANCE_BYTES = 512 * 1024
const MAX_SIGNATURE_BYTES = 64 * 1024
/** Between the tries while a server is busy. */
const BUSY_WAITS_MS = [200, 800] as const

/** What an index has to say for a file. */
export interface IndexEvidence {
  readonly offer: ProvenanceOffer
  readonly evidence: readonly Evidence[]
}

/** Fetches what the index offers for one file: its provenance (PEP 740) and, where the page says so, its signature. */
export async function indexEvidence(run: OpenRun, known: KnownFile, fetch: Fetch): Promise<IndexEvidence> {
  const [provenance, signatures] = await Promise.all([
    provenanceOf(run, known, fetch),
    known.file.gpgSig === true ? signaturesOf(run, known, fetch) : [],
  ])
  return { offer: provenance.offer, evidence: [...provenance.evidence, ...signatures] }
}

async function provenanceOf(run: OpenRun, known: KnownFile, fetch: Fetch): Promise<IndexEvidence> {
  const url = known.file.provenance === null ? null : URL.parse(known.file.provenance)
  if (url === null) return { offer: offerWithout(known), evidence: [] }
  if (!isAsSafe(url, known.page.url)) return { offer: 'unavailable', evidence: [] }
  const accept = 'application/vnd.pypi.integrity.v1+json, application/json;q=0.9'
  const found = await get(run, known, url, { fetch, accept, maxBytes: MAX_PROVENANCE_BYTES })
  if (found === null) return { offer: 'unavailable', evidence: [] }
  return { offer: 'offered', evidence: [evidenceOf('pep740-provenance', found)] }
}

/** A page that could carry provenance (API ≥ 1.3, or one that has the key) and doesn't, says that there is none. */
function offerWithout({ file, page }: KnownFile): ProvenanceOffer {
  if (file.provenance !== null) return 'unavailable'
  const minor = /^1\.(\d+)$/.exec(page.page.apiVersion ?? '')?.[1]
  return file.provenanceOffered || Number(minor ?? '0') >= 3 ? 'none' : 'not-offered'
}

/** PEP 503: a signature lies beside the file, with `.asc` behind its address. */
async function signaturesOf(run: OpenRun, known: KnownFile, fetch: Fetch): Promise<readonly Evidence[]> {
  const found = await Promise.all(
    ['.asc', '.sig'].map((suffix) => {
      const url = new URL(known.file.url)
      url.pathname += suffix
      url.search = ''
      return get(run, known, url, { fetch, accept: '*/*', maxBytes: MAX_SIGNATURE_BYTES })
    }),
  )
  return found.flatMap((each) => (each === null ? [] : [evidenceOf('openpgp-signature', each)]))
}

interface Getting {
  readonly fetch: Fetch
  readonly accept: string
  readonly maxBytes: number
}

/** pip's credentials go only to the origin that pip sent them to. */
async function get(run: OpenRun, { page }: KnownFile, url: URL, how: Getting): Promise<Fetched | null> {
  const authorization = url.origin === page.url.origin ? page.authorization : null
  const wish = { authorization, accept: how.accept, maxBytes: how.maxBytes }
  try {
    const found = await insisting(() => how.fetch(run, url, wish))
    return found.status === 200 ? found : null
  } catch {
    return null
  }
}

/** pip asks again for a file when a server is busy (5xx); evidence must not be less patient, or busy servers look hostile. */
async function insisting(ask: () => Promise<Fetched>): Promise<Fetched> {
  for (const waitMs of BUSY_WAITS_MS) {
    const found = await ask()
    if (found.status < 500) return found
    await pause(waitMs)
  }
  return await ask()
}

const evidenceOf = (kind: EvidenceKind, { url, bytes }: Fetched): Evidence => ({
  kind,
  origin: { via: 'index', where: publicAddress(url) },
  bytes,
})

const isAsSafe = (url: URL, page: URL): boolean =>
  url.protocol === 'https:' || (url.protocol === 'http:' && page.protocol === 'http:')
