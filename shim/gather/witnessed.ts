import { basename, sep } from 'node:path'
import { type Channel, type FileArtifact, identifyFile } from '../../src/artifact/index.ts'
import { parseSha256, type Sha256 } from '../../src/encoding/index.ts'
import {
  codeOf,
  type JudgeFile,
  type JudgeReply,
  type JudgeRequest,
  type JudgeTree,
  type KnownFile,
} from '../runs/index.ts'
import { type OpenRun, type Outcome, outcomeLine } from '../runs/index.ts'
import { attachedTo } from './attached.ts'
import { besideEvidence } from './beside-evidence.ts'
import { indexEvidence, type IndexEvidence } from './index-evidence.ts'
import type { GatherWorld as World } from './gather-world.ts'
import { isLink } from './foreign-file.ts'
import { claimsOf, holdToClaims, projectOfPage } from './index-file.ts'
import { judge } from './judge.ts'
import type { PageLearner } from './project-pages.ts'
import { refusal } from './refusal.ts'
import { withoutCredentials } from './without-credentials.ts'

/** Answers what a witness asks about archives and trees that its pip is about to open or build. */
export type WitnessJudge = (run: OpenRun, request: JudgeRequest) => Promise<JudgeReply>

/** The judge of what no proxy sees: caches, local files, wheels that pip built, trees. */
export function witnessJudge(world: World): WitnessJudge {
  return async (run, request) => {
    const outcome = await (request.what === 'file'
      ? fileOutcome(run, request, world)
      : treeOutcome(run, request, world))
    run.ledger.record(outcome)
    return { decision: outcome.decision, code: codeOf(outcome), words: outcomeLine(outcome) }
  }
}

/** Bytes that this run released or refused before need no second question. */
async function fileOutcome(run: OpenRun, request: JudgeFile, world: World): Promise<Outcome> {
  const before = run.ledger.byDigest(request.sha256)
  if (before !== null && !isBuiltAfterAll(request, before)) return before
  const sha256 = parseSha256(request.sha256)
  const filename = basename(request.path)
  const identity = await identifyWitnessed(run, request, filename)
  if ('by' in identity || sha256 === null) return 'by' in identity ? identity : unreadable(request, filename)
  const found = await gather(run, request, { sha256, filename, project: identity.project }, world)
  const artifact: FileArtifact = {
    ...identity,
    filename,
    sha256,
    size: request.size,
    channel: found.channel,
    index: found.known?.page.index ?? null,
    location: request.path,
    namedByUser: await isNamedByUser(run, request.path, request),
  }
  const { offer, derivedFrom } = found
  const evidence = [...found.evidence, ...(await attachedTo(identity, request.path))]
  const subject = {
    artifact,
    claimed: claimsOf(found.known),
    offer,
    evidence,
    derivedFrom: derivedFrom(artifact),
    path: request.path,
    page: found.known?.page ?? null,
    isBesideIndexes: request.place === 'download' && (found.known === null || isLink(found.known)),
  }
  return holdToClaims(subject, await judge(run, subject, world))
}

/** A wheel was released, and pip unpacks it as a source: a name in a header, a redirect or a link made it two things. */
function isBuiltAfterAll({ unpacked }: JudgeFile, before: Outcome): boolean {
  return unpacked && before.by === 'daemon' && before.artifact.kind === 'wheel'
}

type Identity = Pick<FileArtifact, 'kind' | 'project' | 'version'>

async function identifyWitnessed(
  run: OpenRun,
  request: JudgeFile,
  filename: string,
): Promise<Identity | Outcome> {
  const sha256 = parseSha256(request.sha256)
  const known = sha256 === null ? null : run.pages.withDigest(sha256)
  const claimedProject = known === null ? undefined : projectOfPage(known)
  const found = await identifyFile({
    path: request.path,
    filename: known?.file.filename ?? filename,
    isUnpacked: request.unpacked,
    ...(claimedProject === undefined ? {} : { claimedProject }),
  })
  if (found.ok) return { kind: found.kind, project: found.project, version: found.version }
  const finding = { code: found.code, expected: found.expected, found: found.found }
  return refusal({ ...placeText(request, filename), finding, hint: null })
}

interface Gathered extends IndexEvidence {
  readonly channel: Channel
  readonly known: KnownFile | null
  readonly derivedFrom: (artifact: FileArtifact) => string | null
}

interface Told {
  readonly sha256: Sha256
  readonly filename: string
  readonly project: FileArtifact['project']
}

const NOTHING = { offer: 'not-asked', evidence: [], known: null, derivedFrom: () => null } as const

async function gather(run: OpenRun, request: JudgeFile, told: Told, world: World): Promise<Gathered> {
  switch (request.place) {
    case 'download': {
      const known = await knownFor(run, told, world.learn)
      const found = known === null ? NOTHING : await indexEvidence(run, known, world.fetch)
      return { ...NOTHING, ...found, channel: 'cache', known }
    }
    case 'wheel-cache':
      return { ...NOTHING, channel: 'wheel-cache' }
    case 'built':
      return { ...NOTHING, channel: 'derived', derivedFrom: (artifact) => sourceOf(run, artifact) }
    case 'local': {
      const isSource = run.settings.localSources.some((source) => request.path.startsWith(source + sep))
      const offered = await offeredFor(run, request.path, told, world)
      return {
        ...NOTHING,
        offer: offered.offer,
        channel: isSource ? 'find-links' : 'file',
        evidence: [...(await besideEvidence(request.path)), ...offered.evidence],
      }
    }
  }
}

/** For a local file that has the very bytes of an index's: `pip download` found what it had fetched before. */
async function offeredFor(
  run: OpenRun,
  path: string,
  { sha256, project }: Told,
  { learn, fetch }: World,
): Promise<IndexEvidence> {
  // pip ≥ 26.2 may have the page from its cache. Elsewhere no index hears of a local file's project.
  const isTarget = run.opening.argv.includes('download') && !(await run.typed.names(path, run.opening.cwd))
  if (isTarget && run.pages.withDigest(sha256) === null) await learn(run, project)
  const known = run.pages.withDigest(sha256)
  return known === null ? NOTHING : await indexEvidence(run, known, fetch)
}

/** By digest; else by name, so that a cached file whose bytes are not the index's is held to the index's digest. */
async function knownFor(
  run: OpenRun,
  { sha256, filename, project }: Told,
  learn: PageLearner,
): Promise<KnownFile | null> {
  const find = (): KnownFile | null => run.pages.withDigest(sha256) ?? run.pages.withName(filename)
  const known = find()
  if (known !== null) return known
  await learn(run, project)
  return find()
}

/** The judged source of the same release, else the tree that was judged last: what a wheel of this run was built from. */
function sourceOf(run: OpenRun, { project, version }: FileArtifact): string | null {
  const judged = run.ledger
    .outcomes()
    .flatMap((each) => (each.by === 'daemon' && each.decision !== 'block' ? [each.artifact] : []))
  const sdist = judged.find(
    (each) =>
      each.kind === 'sdist' && 'sha256' in each && each.project === project && each.version === version,
  )
  if (sdist !== undefined && 'sha256' in sdist) return sdist.sha256
  return judged.findLast((each) => each.kind === 'vcs' || each.kind === 'directory')?.location ?? null
}

async function treeOutcome(run: OpenRun, request: JudgeTree, world: World): Promise<Outcome> {
  const { what, location, revision } = request
  const artifact = {
    kind: what,
    channel: what,
    project: null,
    commit: revision,
    index: null,
    location: withoutCredentials(location),
    namedByUser: await isNamedByUser(run, location, request),
  } as const
  const subject = {
    artifact,
    claimed: [],
    offer: 'not-asked' as const,
    evidence: [],
    derivedFrom: null,
    path: null,
    page: null,
    isBesideIndexes: false,
  }
  return judge(run, subject, world)
}

/** What the person typed is theirs; else what a text from elsewhere names, metadata among them, is not. */
async function isNamedByUser(
  run: OpenRun,
  location: string,
  { declaredElsewhere }: JudgeRequest,
): Promise<boolean> {
  if (await run.typed.names(location, run.opening.cwd)) return true
  if (declaredElsewhere) return false
  return !(await run.texts.names(location, run.opening.cwd))
}

function unreadable(request: JudgeFile, filename: string): Outcome {
  const finding = { code: 'TC1001', expected: 'a sha256 digest', found: request.sha256 } as const
  return refusal({ ...placeText(request, filename), finding, hint: null })
}

const placeText = (request: JudgeFile, name: string): Parameters<typeof refusal>[0] & object => ({
  name,
  sha256: request.sha256,
  channel: request.place,
  location: request.path,
  finding: { code: 'TC1001', expected: '', found: '' },
  hint: null,
})
