import type { Entry } from '../../src/store/index.ts'
import { parseVersion, type Version } from '../../src/python/index.ts'
import type {
  Fact,
  GitHubPublisher,
  ListedFile,
  RememberedPublisher,
  Verdict,
} from '../../src/verdict/index.ts'
import { fileArtifact, RUN } from '../protocol/samples.ts'

export function versionOf(text: string): Version {
  const version = parseVersion(text)
  if (version === null) throw new Error(`no version: ${text}`)
  return version
}

export function github(change: Partial<GitHubPublisher> = {}): GitHubPublisher {
  const base = { kind: 'github', issuer: 'https://token.actions.githubusercontent.com' } as const
  const where = {
    repository: 'pallets/flask',
    workflow: 'publish.yml',
    ref: null,
    commit: null,
    trigger: null,
  }
  const ids = { environment: null, repositoryId: '596892', ownerId: '16748505' }
  return { ...base, subject: 'https://github.com/pallets/flask', ...where, ...ids, ...change }
}

export function listedFile(change: Partial<ListedFile> = {}): ListedFile {
  const filename = 'flask-3.1.2-py3-none-any.whl'
  const base = { filename, version: versionOf('3.1.2'), kind: 'wheel', sha256: null } as const
  return { ...base, uploadedAt: 1_760_000_000, attested: true, yanked: false, ...change }
}

export function attestation(publisher = github()): Fact {
  return {
    check: 'attestation',
    result: 'ok',
    predicate: 'publish',
    predicateType: 'https://docs.pypi.org/attestations/publish/v1',
    builder: null,
    publisher,
    trustRoot: 'sigstore-public',
    log: [],
    signedAt: 1,
    origin: { via: 'index', where: 'https://packages.example' },
  }
}

/** An entry of a decision about an attested file. */
export function attestedEntry(
  {
    at = 1000,
    publishers = [],
  }: { readonly at?: number; readonly publishers?: readonly RememberedPublisher[] } = {},
  verdict: Partial<Verdict> = {},
): Entry {
  const facts = [attestation()]
  const found: Verdict = {
    decision: 'allow',
    code: 'TC0000',
    ref: 'TC0000-1234',
    policy: { name: 'p', version: 1, digest: 'd', at: null },
    rule: 'r',
    exception: null,
    reasons: [],
    facts,
    fromCache: false,
    ...verdict,
  }
  const circumstances = {
    offer: 'offered',
    ownFacts: facts.length,
    source: null,
    remembered: null,
    seenOn: [],
    bypass: null,
  } as const
  const decision = { at, run: RUN, artifact: fileArtifact(), verdict: found, circumstances }
  return { decision, sight: null, source: null, derivation: null, publishers }
}
