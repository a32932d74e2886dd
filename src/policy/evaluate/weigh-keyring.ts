import type { AttestationRequirement, KeyringIdentity } from '../policy.ts'
import { attestations, isLogged, isOfKind, type Attested } from './attested-as.ts'
import { personOf } from './person.ts'
import type { Scales } from './scales.ts'

/** Keyrings that the requirement takes, with the people who attested by their keys; the attestation is by one of them. */
export interface KeyringCount {
  readonly identity: KeyringIdentity
  readonly people: ReadonlySet<string>
}

/** For each keyring that holds the attestation's key: its owner, and who of its people attested as is asked for. */
export function keyringCounts(
  requirement: AttestationRequirement,
  attested: Attested,
  scales: Scales,
): readonly KeyringCount[] {
  const alike = attestations(scales).filter(
    // What is wanting of this very one is told of it elsewhere.
    (fact) => fact === attested || (isOfKind(requirement, fact) && isLogged(requirement, fact, scales)),
  )
  return requirement.byKeyrings
    .filter((identity) => ownerIn(identity, attested) !== null)
    .map((identity) => ({
      identity,
      people: new Set(alike.flatMap((fact) => ownerIn(identity, fact) ?? [])),
    }))
}

function ownerIn({ keyring }: KeyringIdentity, { publisher }: Attested): string | null {
  if (publisher.kind !== 'key' || !publisher.keyrings.includes(keyring)) return null
  return personOf(publisher.owner)
}
