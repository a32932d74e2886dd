import type { Requirement } from '../policy.ts'
import type { Effect } from '../schema/index.ts'
import { mildest, MET, shortfall, together, type Weighed } from './effect.ts'
import type { Cause, Scales, Shortfall } from './scales.ts'
import { weighAttestation, weighTransparency } from './weigh-attestation.ts'
import { weighSignature } from './weigh-signature.ts'

/** Holds the facts against a requirement. Whoever is named and is not the one that signed always blocks. */
export function weigh(requirement: Requirement, scales: Scales): Weighed {
  switch (requirement.type) {
    case 'all':
      return together(requirement.of.map((child) => weigh(child, scales)))
    case 'any':
      return mildest(
        requirement.of.map((child) => weigh(child, scales)),
        1,
      )
    case 'atLeast':
      return mildest(
        requirement.of.map((child) => weigh(child, scales)),
        requirement.count,
      )
    case 'attestation':
    case 'transparency':
    case 'signature':
      return weighLeaf(requirement, scales)
  }
}

type Leaf = Exclude<Requirement, { readonly of: readonly Requirement[] }>

function weighLeaf(leaf: Leaf, scales: Scales): Weighed {
  if (scales.waived.has(leaf.type)) return MET
  const found = leafShortfall(leaf, scales)
  return found === null ? MET : shortfall(effectOf(found.cause, scales), found.reason)
}

function leafShortfall(leaf: Leaf, scales: Scales): Shortfall {
  switch (leaf.type) {
    case 'attestation':
      return weighAttestation(leaf, scales)
    case 'transparency':
      return weighTransparency(leaf.logs, scales)
    case 'signature':
      return weighSignature(leaf, scales)
  }
}

function effectOf(cause: Cause, { onMissing, onUnavailable }: Scales): Effect {
  switch (cause) {
    case 'missing':
      return onMissing
    case 'unavailable':
      return onUnavailable
    case 'rejected':
      return 'block'
  }
}
