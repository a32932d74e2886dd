import type { BuildProvenance } from '../../verdict/index.ts'
import type { ProvenanceRequirement } from '../policy.ts'
import { LEAF_MET, short, type Leaf, type Scales } from './scales.ts'
import { attestations, type Attested } from './attested-as.ts'
import { bestOf, wanting, weighOne, worstOf } from './weigh-attestation.ts'

type Built = Attested & { readonly build: BuildProvenance }

/**
 * One SLSA provenance must be of the level, by the builder and by whom it is asked for, all at once; the best of them
 * counts. A level that is too low is wanting and no refusal by itself; another builder than is named is a stranger's.
 */
export function weighProvenance(requirement: ProvenanceRequirement, scales: Scales): Leaf {
  const built = attestations(scales).filter(isBuilt)
  if (built.length === 0) return absent(requirement, scales)
  return bestOf(built.map((fact) => weighBuild(requirement, fact, scales)))
}

function isBuilt(fact: Attested): fact is Built {
  return fact.build !== undefined
}

function weighBuild(requirement: ProvenanceRequirement, fact: Built, scales: Scales): Leaf {
  return worstOf([
    ...requirement.attested.map((each) => weighOne(each, fact, scales)),
    weighLevel(requirement, fact, scales),
    weighBuilder(requirement, fact, scales),
  ])
}

function weighLevel(requirement: ProvenanceRequirement, { build }: Built, scales: Scales): Leaf {
  if (build.level >= requirement.level) return LEAF_MET
  const found = `build level ${build.level}: ${build.why}`
  return wanting(scales, { code: 'TC2207', expected: levelText(requirement), found }, 'provenance')
}

/** By the certificate: below level 2 the builder that is named is anybody's word. */
function weighBuilder(
  { builders }: ProvenanceRequirement,
  { build, publisher }: Built,
  scales: Scales,
): Leaf {
  const { subject } = publisher
  if (builders === null || build.level < 2 || builders.globs.some((glob) => glob(subject))) return LEAF_MET
  const reason = { subject: 'provenance', expected: `the builder ${builders.text}`, found: subject, fix: [] }
  return short('rejected', { code: 'TC2208', ...reason }, scales)
}

/** Not one provenance in its form; where attestations could not be had, it may be among them. */
function absent(requirement: ProvenanceRequirement, scales: Scales): Leaf {
  const found = attestations(scales).map(({ predicateType }) => predicateType)
  const words = { code: 'TC2206', expected: levelText(requirement) } as const
  return wanting(scales, { ...words, found: found.length === 0 ? 'none' : found.join(', ') }, 'provenance')
}

function levelText({ level, builders }: ProvenanceRequirement): string {
  const by = builders === null ? '' : ` by the builder ${builders.text}`
  return `a SLSA provenance of build level ${level}${by}`
}
