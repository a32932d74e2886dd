import { dirname } from 'node:path'
import type { FileArtifact } from '../../artifact/index.ts'
import { histories, policyInForce, type World } from '../../decide/index.ts'
import type { Layers } from '../../policy/index.ts'
import { findInFolder, revocationsKnown, type FoundEvidence } from '../../sources/index.ts'
import { memoryStore } from '../../store/index.ts'
import type { Evidence } from '../../verdict/index.ts'
import { verifyEvidence } from '../../verify/index.ts'
import type { Cli } from '../cli.ts'
import { sourcesOf } from '../configured.ts'
import type { GivenEvidence } from './given-evidence.ts'

/** What a judgement without the daemon depends on: the configuration of this machine, and a memory that ends with it. */
export async function openWorld(
  cli: Cli,
  {
    layers,
    offline,
    given,
  }: { readonly layers: Layers; readonly offline: boolean; readonly given: GivenEvidence },
): Promise<{ readonly world: World; readonly problems: readonly string[] }> {
  const sources = sourcesOf(cli)
  const [settings, { trust, problems, directories }] = await Promise.all([
    sources.settings(),
    sources.loadTrust(),
  ])
  const evidence = offline ? settings.evidence.filter((place) => !place.includes('://')) : settings.evidence
  const configured = sources.evidenceFinder({ ...settings, evidence })
  const world: World = {
    findEvidence: async (artifact) => {
      const found = await Promise.all([
        lookInto(given.folders, artifact, 'argument'),
        lookInto([dirname(artifact.location)], artifact, 'beside'),
        // Sources with an URL are asked only about what came from an index: here the person asks, and may say --offline.
        configured({ ...artifact, channel: 'index' }),
      ])
      return withoutCopies(found, given.files)
    },
    verify: (verification, now) => verifyEvidence(verification, trust, now),
    trustDigest: trust.digest,
    policy: policyInForce(layers),
    revocations: directories.length === 0 ? null : revocationsKnown(directories),
    // The daemon asks directories; here it is said which key is not known.
    renewed: () => Promise.resolve(null),
    store: memoryStore(),
    histories: histories(),
    now: cli.now,
  }
  return { world, problems }
}

async function lookInto(
  folders: readonly string[],
  artifact: FileArtifact,
  via: 'argument' | 'beside',
): Promise<FoundEvidence> {
  const parts = await Promise.all(folders.map((folder) => findInFolder(folder, artifact)))
  return {
    evidence: parts.flatMap(({ evidence }) =>
      evidence.map((each) => ({ ...each, origin: { ...each.origin, via } })),
    ),
    unavailable: parts.flatMap(({ unavailable }) => unavailable),
  }
}

/** The same place can be named in several ways: each piece of evidence counts once, and what is given already not at all. */
function withoutCopies(parts: readonly FoundEvidence[], given: readonly Evidence[]): FoundEvidence {
  const known = new Set(given.map(({ origin }) => origin.where))
  const evidence = parts.flatMap((part) => part.evidence).filter(({ origin }) => !known.has(origin.where))
  const firsts = new Map(evidence.toReversed().map((each) => [each.origin.where, each]))
  return {
    evidence: evidence.filter((each) => firsts.get(each.origin.where) === each),
    unavailable: parts.flatMap((part) => part.unavailable),
  }
}
