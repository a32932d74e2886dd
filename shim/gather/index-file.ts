import { type FileArtifact, identifyFile } from '../../src/artifact/index.ts'
import type { Sha256 } from '../../src/encoding/index.ts'
import type { ClaimedDigest } from '../../src/protocol/index.ts'
import { parseSdistFilename, parseWheelFilename, type ProjectName } from '../../src/python/index.ts'
import { checkOf } from '../../src/verdict/index.ts'
import {
  type Judged,
  type KnownFile,
  type LocalRefusal,
  type OpenRun,
  type Outcome,
  publicAddress,
} from '../runs/index.ts'
import { attachedTo } from './attached.ts'
import type { GatherWorld } from './gather-world.ts'
import { indexEvidence, type IndexEvidence } from './index-evidence.ts'
import { judge, type Subject } from './judge.ts'
import { isLoopback } from './loopback.ts'
import { perRun } from './per-run.ts'
import { refusal } from './refusal.ts'
import { projectOfServed } from './served-project.ts'
import { foreignFile, isBeside, isLink } from './foreign-file.ts'
import { learnAddress } from './project-pages.ts'

/** A response's body, whole on disk. */
export interface SpooledFile {
  readonly url: URL
  /** What this run's pages say of it; null for an address that no page names. */
  readonly known: KnownFile | null
  readonly filename: string
  readonly path: string
  readonly sha256: Sha256
  readonly size: number
}

/** Judges files that came, or are about to come, through the proxy. */
export interface FileJudge {
  /**
   * The verdict on a file before its bytes are here, on the digest that the page gives; null where that cannot be: no
   * digest, pages that disagree, a name that does not say the release, a signature over the bytes or one that may be
   * inside of them, or no answer.
   */
  early(run: OpenRun, known: KnownFile): Promise<Judged | null>
  spooled(run: OpenRun, file: SpooledFile): Promise<Outcome>
  /** The refusal of an address before it is asked: of a file beside every index whose name is a private index's. */
  foreign(run: OpenRun, url: URL): Promise<LocalRefusal | null>
  /** Learns, where it can be learnt, what pages say of an address that none of this run's names. */
  learn(run: OpenRun, url: URL): Promise<void>
}

/** `world` holds the effects; what was gathered is kept for as long as its run lives. */
export function fileJudge(world: GatherWorld): FileJudge {
  const { fetch, learn } = world
  const gathered = perRun<IndexEvidence>()
  const judged = perRun<Judged | null>()
  const evidenceFor = (run: OpenRun, known: KnownFile): Promise<IndexEvidence> =>
    gathered(run, known.file.url, () => indexEvidence(run, known, fetch))
  return {
    learn: (run, url) => learnAddress(run, url, learn),
    foreign: (run, url) => foreignFile(run, url, world),
    early: (run, known) =>
      judged(run, known.file.url, async () => {
        const artifact = artifactOfPage(known)
        if (artifact === null) return null
        const found = await evidenceFor(run, known)
        if (found.evidence.some((each) => checkOf(each.kind) === 'signature')) return null
        const base = { claimed: claimsOf(known), derivedFrom: null, path: null }
        const subject = { ...base, artifact, ...found, page: known.page, isBesideIndexes: isLink(known) }
        const outcome = await judge(run, subject, world)
        return outcome.by === 'daemon' && !mayBeSignedInside(outcome) ? outcome : null
      }),
    async spooled(run, file) {
      const identity = await identify(file)
      if ('by' in identity) return identity
      const found =
        file.known === null
          ? { offer: 'not-asked' as const, evidence: [] }
          : await evidenceFor(run, file.known)
      const artifact = { ...identity, namedByUser: !(file.known === null && run.texts.namesUrl(file.url)) }
      const subject: Subject = {
        artifact,
        claimed: claimsOf(file.known),
        ...found,
        evidence: [...found.evidence, ...(await attachedTo(identity, file.path))],
        derivedFrom: null,
        path: file.path,
        page: file.known?.page ?? null,
        isBesideIndexes: isBeside(run, file.url, file.known),
      }
      return holdToClaims(subject, await judge(run, subject, world))
    },
  }
}

/** A wheel that lacks a signature may have one inside, which nobody knows before its bytes are here. */
function mayBeSignedInside({ artifact, verdict }: Judged): boolean {
  const lacksOne = verdict.reasons.some(({ subject }) => subject === 'signature')
  return artifact.kind === 'wheel' && verdict.decision !== 'allow' && lacksOne
}

/** The bytes must have every digest that was claimed for them, whatever the daemon says: integrity is no setting. */
export function holdToClaims({ artifact, claimed }: Subject, outcome: Outcome): Outcome {
  if (outcome.decision === 'block' || !('sha256' in artifact)) return outcome
  const other = claimed.find((claim) => claim.sha256 !== artifact.sha256)
  if (other === undefined) return outcome
  return refusal({
    name: artifact.filename,
    sha256: artifact.sha256,
    channel: artifact.channel,
    location: artifact.location,
    finding: {
      code: 'TC1002',
      expected: `sha256 ${other.sha256} (by ${other.by})`,
      found: `sha256 ${artifact.sha256}`,
    },
    hint: null,
  })
}

/** The digests that pages of the run give for a file. */
export const claimsOf = (known: KnownFile | null): ClaimedDigest[] =>
  known === null ? [] : [...known.digests].slice(0, 16).map((sha256) => ({ by: 'index', sha256 }))

/** The project that a page is about: as a JSON page says, else as its address says (PEP 503). */
export function projectOfPage({ page }: KnownFile): ProjectName | undefined {
  return projectOfServed(page)
}

function artifactOfPage(known: KnownFile): FileArtifact | null {
  const { filename } = known.file
  const project = projectOfPage(known)
  const isWheel = filename.endsWith('.whl')
  const named = isWheel ? parseWheelFilename(filename) : parseSdistFilename(filename, project)
  const [sha256, ...others] = known.digests
  if (named === null || sha256 === undefined || others.length > 0) return null
  if (project !== undefined && named.project !== project) return null
  return {
    ...originOf(known, new URL(known.file.url)),
    kind: isWheel ? 'wheel' : 'sdist',
    project: named.project,
    version: named.version,
    filename,
    sha256,
    size: known.file.size,
    namedByUser: true,
  }
}

function originOf(known: KnownFile | null, url: URL): Pick<FileArtifact, 'channel' | 'index' | 'location'> {
  const location = publicAddress(url)
  if (known !== null) return { channel: known.page.channel, index: known.page.index, location }
  const insecure = url.protocol === 'http:' && !isLoopback(url)
  return {
    channel: 'direct-url',
    index: insecure ? { url: publicAddress(new URL('.', url)), insecure } : null,
    location,
  }
}

async function identify(file: SpooledFile): Promise<FileArtifact | Outcome> {
  const claimed = file.known === null ? undefined : projectOfPage(file.known)
  const found = await identifyFile({
    path: file.path,
    filename: file.filename,
    ...(claimed === undefined ? {} : { claimedProject: claimed }),
  })
  const origin = originOf(file.known, file.url)
  const { filename, sha256, size } = file
  if (!found.ok) {
    const finding = { code: found.code, expected: found.expected, found: found.found }
    return refusal({
      name: filename,
      sha256,
      channel: origin.channel,
      location: origin.location,
      finding,
      hint: null,
    })
  }
  const { kind, project, version } = found
  return { ...origin, kind, project, version, filename, sha256, size, namedByUser: true }
}
