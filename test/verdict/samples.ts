import type { Artifact, FileArtifact, TreeArtifact } from '../../src/artifact/index.ts'
import { sha256Of } from '../../src/encoding/index.ts'
import { parseProjectName, parseVersion } from '../../src/python/index.ts'
import type { AttestationFact, GitHubPublisher, Reason, Verdict } from '../../src/verdict/index.ts'

function known<T>(value: T | null): T {
  if (value === null) throw new Error('a sample does not parse')
  return value
}

/** A wheel from an index. */
export function sampleWheel(changes: Partial<FileArtifact> = {}): FileArtifact {
  return {
    kind: 'wheel',
    project: known(parseProjectName('sampleproject')),
    version: known(parseVersion('4.0.0')),
    filename: 'sampleproject-4.0.0-py3-none-any.whl',
    sha256: sha256Of(new TextEncoder().encode('sampleproject')),
    size: 4662,
    channel: 'index',
    index: { url: 'https://packages.example/simple/', insecure: false },
    location: 'https://packages.example/files/sampleproject-4.0.0-py3-none-any.whl',
    namedByUser: true,
    ...changes,
  }
}

/** A commit of a repository. */
export function sampleTree(): TreeArtifact {
  return {
    kind: 'vcs',
    project: null,
    commit: 'b'.repeat(40),
    channel: 'vcs',
    index: null,
    location: 'https://git.example/sampleproject',
    namedByUser: true,
  }
}

export const SAMPLE_PUBLISHER: GitHubPublisher = {
  kind: 'github',
  issuer: 'https://token.actions.githubusercontent.com',
  subject: 'https://github.com/pypa/sampleproject/.github/workflows/release.yml@refs/heads/main',
  repository: 'pypa/sampleproject',
  workflow: 'release.yml',
  ref: 'refs/heads/main',
  commit: '621e4974ca25ce531773def586ba3ed8e736b3fc',
  trigger: 'push',
  environment: null,
  repositoryId: '128',
  ownerId: '647025',
}

/** A verified PEP 740 attestation by `SAMPLE_PUBLISHER`. */
export function goodAttestation(): AttestationFact {
  return {
    check: 'attestation',
    result: 'ok',
    predicate: 'publish',
    predicateType: 'https://docs.pypi.org/attestations/publish/v1',
    builder: null,
    publisher: SAMPLE_PUBLISHER,
    trustRoot: 'sigstore-public',
    log: [{ log: 'sigstore-public', index: '146404621', integratedTime: 1730932659 }],
    signedAt: 1730932659,
    origin: { via: 'index', where: 'https://packages.example/integrity/sampleproject/4.0.0/provenance' },
  }
}

/** An attestation that nobody published. */
export function missingAttestation(): AttestationFact {
  return {
    check: 'attestation',
    result: 'missing',
    offer: 'none',
    origin: null,
    finding: { code: 'TC2102', expected: 'an attestation', found: 'none published for this file' },
  }
}

/** A reason, with what is not told filled in. */
export function sampleReason(changes: Partial<Reason> = {}): Reason {
  return {
    code: 'TC2102',
    subject: 'attestation',
    expected: 'an attestation',
    found: 'none',
    fix: [],
    effect: 'block',
    ...changes,
  }
}

/** A verdict that allows, unless told otherwise. */
export function sampleVerdict(changes: Partial<Verdict> = {}): Verdict {
  return {
    decision: 'allow',
    code: 'TC0000',
    ref: 'TC0000-7f3a',
    policy: { name: 'balanced', version: 1, digest: 'd'.repeat(64), at: 'policy.yaml:52' },
    rule: 'everything-else',
    exception: null,
    reasons: [],
    facts: [{ check: 'integrity', result: 'ok', agreeing: ['index'] }, goodAttestation()],
    fromCache: false,
    ...changes,
  }
}

/** A refusal for want of an attestation. */
export function sampleRefusal(changes: Partial<Verdict> = {}): Verdict {
  return sampleVerdict({
    decision: 'block',
    code: 'TC2102',
    ref: 'TC2102-7f3a',
    reasons: [sampleReason({ fix: ['trustctl evidence add FOLDER'], effect: changes.decision ?? 'block' })],
    facts: [missingAttestation()],
    ...changes,
  })
}

export const ARTIFACTS: readonly Artifact[] = [sampleWheel(), sampleTree()]
