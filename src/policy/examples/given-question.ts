import type { Artifact, Channel } from '../../artifact/index.ts'
import { parseSha256 } from '../../encoding/index.ts'
import { parseProjectName, parseVersion } from '../../python/index.ts'
import type { ProvenanceOffer } from '../../verdict/index.ts'
import type { PolicyQuestion } from '../evaluate/index.ts'
import { seconds } from '../duration.ts'
import type { NamedIndex } from '../policy.ts'
import type { GivenEntry } from '../schema/index.ts'
import { givenAttestations, givenFacts } from './given-facts.ts'

/** An index that no policy names, and nobody can have. */
const DEFAULT_URL = 'https://default.invalid/simple/'
const DEFAULT_DIGEST = '0'.repeat(64)

/** The question that a test's `given` describes; null where its project or version is none. `now` in seconds, UTC. */
export function givenQuestion(
  given: GivenEntry,
  indexes: readonly NamedIndex[],
  now: number,
): PolicyQuestion | null {
  const artifact = givenArtifact(given, indexes)
  if (artifact === null || artifact.project === null) return null
  const { evidence = {}, version } = given
  const about = { project: artifact.project, version, index: artifact.index?.url ?? null, now }
  const attestations = givenAttestations(evidence, about)
  const { verified } = evidence
  const facts = givenFacts(evidence, about)
  return {
    artifact,
    facts: verified === undefined ? [...attestations, ...facts] : facts,
    offer: offerOf(given, artifact.channel),
    run: { id: '0'.repeat(16), context: given.context ?? 'workstation', startedAt: now, tainted: false },
    remembered: verified === undefined ? null : { at: now - seconds(verified), facts: attestations },
    seenOn: (evidence.seenOn ?? []).map((name) => urlOf(name, indexes)),
  }
}

function givenArtifact(given: GivenEntry, indexes: readonly NamedIndex[]): Artifact | null {
  const { kind = 'wheel' } = given
  const project = parseProjectName(given.project)
  const version = parseVersion(given.version)
  const sha256 = parseSha256(given.sha256 ?? DEFAULT_DIGEST)
  if (project === null || version === null || sha256 === null) return null
  const channel = given.channel ?? (kind === 'vcs' || kind === 'directory' ? kind : 'index')
  const filename = `${project}-${version}${kind === 'wheel' ? '-py3-none-any.whl' : '.tar.gz'}`
  const origin = { channel, index: indexOf(given, channel, indexes), namedByUser: true }
  if (kind === 'vcs')
    return { ...origin, kind, project, commit: null, location: `git+https://given.invalid/${project}` }
  if (kind === 'directory') return { ...origin, kind, project, commit: null, location: `/given/${project}` }
  return {
    ...origin,
    kind,
    project,
    version,
    filename,
    sha256,
    size: null,
    location: `https://given.invalid/${filename}`,
  }
}

const FROM_AN_INDEX: ReadonlySet<Channel> = new Set(['index', 'cache'])

function indexOf({ index }: GivenEntry, channel: Channel, indexes: readonly NamedIndex[]): Artifact['index'] {
  if (index === undefined && !FROM_AN_INDEX.has(channel)) return null
  return { url: urlOf(index ?? 'default', indexes), insecure: false }
}

function urlOf(name: string, indexes: readonly NamedIndex[]): string {
  return indexes.find((each) => each.name === name)?.url ?? DEFAULT_URL
}

function offerOf({ evidence = {} }: GivenEntry, channel: Channel): ProvenanceOffer {
  if (evidence.notOffered === true) return 'not-offered'
  if (evidence.verified !== undefined || evidence.unavailable?.includes('attestation') === true)
    return 'unavailable'
  if ((evidence.attestations ?? []).length > 0) return 'offered'
  return FROM_AN_INDEX.has(channel) ? 'none' : 'not-asked'
}
