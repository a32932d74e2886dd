import type { Requirement, Waivable } from '../policy.ts'
import { mildest, MET, shortfall, together, type Weighed } from './effect.ts'
import type { Leaf, Scales } from './scales.ts'
import { weighAge } from './weigh-age.ts'
import { weighAttestation, weighTransparency } from './weigh-attestation.ts'
import { weighHash } from './weigh-hash.ts'
import { weighLock } from './weigh-lock.ts'
import { weighProvenance } from './weigh-provenance.ts'
import { weighRebuild } from './weigh-rebuild.ts'
import { weighSignature } from './weigh-signature.ts'

/** Holds the facts against a requirement. Whoever is named and is not the one that signed always blocks. */
export function weigh(requirement: Requirement, scales: Scales): Weighed {
  if (!isBranch(requirement)) return asWeighed(weighLeaf(requirement, scales))
  const parts = requirement.of.map((child) => weigh(child, scales))
  return combine(requirement, parts)
}

type Branch = Extract<Requirement, { readonly of: readonly Requirement[] }>
type LeafRequirement = Exclude<Requirement, Branch>

export function isBranch(requirement: Requirement): requirement is Branch {
  return requirement.type === 'all' || requirement.type === 'any' || requirement.type === 'atLeast'
}

/** What a branch comes to, from what its parts do. */
export function combine(branch: Branch, parts: readonly Weighed[]): Weighed {
  return branch.type === 'all' ? together(parts) : mildest(parts, countOf(branch))
}

/** How many of its parts must be met. */
export function countOf(branch: Branch): number {
  if (branch.type === 'atLeast') return branch.count
  return branch.type === 'any' ? 1 : branch.of.length
}

/** A leaf as a part of a branch. */
export function asWeighed({ effect, reason }: Leaf): Weighed {
  return reason === null ? MET : shortfall(effect, reason)
}

/** What one check finds, and what follows from it. */
export function weighLeaf(leaf: LeafRequirement, scales: Scales): Leaf {
  if (scales.waived.has(waiverOf(leaf.type))) return { outcome: 'waived', effect: 'allow', reason: null }
  switch (leaf.type) {
    case 'attestation':
      return weighAttestation(leaf, scales)
    case 'transparency':
      return weighTransparency(leaf.logs, scales)
    case 'provenance':
      return weighProvenance(leaf, scales)
    case 'lock-file':
      return weighLock(scales)
    case 'signature':
      return weighSignature(leaf, scales)
    case 'hash':
      return weighHash(leaf, scales)
    case 'age':
      return weighAge(leaf, scales)
    case 'rebuild':
      return weighRebuild(leaf, scales)
  }
}

/** Whom the lock file names must have attested: so it is waived as that is. */
function waiverOf(type: LeafRequirement['type']): Waivable {
  return type === 'lock-file' ? 'attestation' : type
}
