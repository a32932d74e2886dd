import { createHash } from 'node:crypto'
import type { FileArtifact } from '../../src/artifact/index.ts'
import { parseSha256 } from '../../src/encoding/index.ts'
import { parseProjectName, parseVersion } from '../../src/python/index.ts'
import type { DigestWanted, SuffixedDigest } from '../../src/protocol/index.ts'
import type { Trust } from '../../src/trust/index.ts'
import { verifyEvidence, type EvidenceQuestion } from '../../src/verify/index.ts'
import type { Evidence, EvidenceKind, Fact } from '../../src/verdict/index.ts'

export const NOW = Date.UTC(2026, 8, 1) / 1000

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

const present = <Value>(value: Value | null): Value => {
  if (value === null) throw new Error('a value was expected')
  return value
}

/** An artifact as the index names it. */
export const artifactOf = (filename: string, digest: string): FileArtifact => ({
  kind: filename.endsWith('.whl') ? 'wheel' : 'sdist',
  project: present(parseProjectName('sampleproject')),
  version: present(parseVersion('4.0.0')),
  filename,
  sha256: present(parseSha256(digest)),
  size: null,
  channel: 'index',
  index: { url: 'https://packages.example/simple/', insecure: false },
  location: `https://files.example/${filename}`,
  namedByUser: false,
})

/** Evidence from its bytes, or from what is to be written as JSON. */
export const evidenceOf = (kind: EvidenceKind, content: unknown): Evidence => ({
  kind,
  origin: { via: 'argument', where: 'test' },
  bytes: content instanceof Uint8Array ? content : Buffer.from(JSON.stringify(content)),
})

/** The facts, without digests being asked for. */
export const factsOf = async (
  question: Partial<EvidenceQuestion> & Pick<EvidenceQuestion, 'artifact'>,
  trust: Trust,
  now = NOW,
): Promise<readonly Fact[]> => {
  const answer = await verifyEvidence({ evidence: [], offer: 'none', suffixed: [], ...question }, trust, now)
  if (answer.kind !== 'facts') throw new Error('facts were expected')
  return answer.facts
}

/** `ok`, or the finding's code, of each fact of one check. */
export const codesOf = (facts: readonly Fact[], check: Fact['check']): readonly string[] =>
  facts.flatMap((fact) => {
    if (fact.check !== check) return []
    return [fact.result === 'ok' ? 'ok' : fact.finding.code]
  })

/** The digests as they are worked out where the bytes are. */
export const suffixedOf = (bytes: Uint8Array, wanted: readonly DigestWanted[]): readonly SuffixedDigest[] =>
  wanted.map(({ algorithm, suffix }) => ({
    algorithm,
    suffix,
    digest: createHash(algorithm).update(bytes).update(Buffer.from(suffix, 'hex')).digest('hex'),
  }))

/** The whole exchange for signatures: the digests are worked out where the bytes are, here. */
export const signatureFactsOf = async (
  bytes: Uint8Array,
  evidence: readonly Evidence[],
  trust: Trust,
  now = NOW,
): Promise<readonly Fact[]> => {
  const question = { artifact: artifactOf('a-1.0.tar.gz', sha256(bytes)), evidence, offer: 'none' } as const
  const first = await verifyEvidence({ ...question, suffixed: [] }, trust, now)
  if (first.kind === 'facts') return first.facts
  return factsOf({ ...question, suffixed: suffixedOf(bytes, first.wanted) }, trust, now)
}
