import { seconds } from '../duration.ts'
import { compileGlob } from '../glob.ts'
import { ownValue } from '../own-value.ts'
import type { AttestationRequirement, KeyringIdentity, PublisherIdentity, Requirement } from '../policy.ts'
import type { PolicyFile, RequirementEntry } from '../schema/index.ts'
import { compilePublisher } from './compile-publisher.ts'

type Identities = NonNullable<PolicyFile['identities']>
/** What requirements speak of by name. */
type Named = Pick<PolicyFile, 'identities' | 'rebuilders'>
/** The reserved name of the publisher that is remembered for the project. */
export const TOFU_PIN = 'tofu-pin'

/** What a leaf is held to by those beside it in the same `all`, and above. */
interface Beside {
  /** Of each `transparency` its logs. */
  readonly logs: readonly (readonly string[])[]
  /** Of each attestation that somebody is named for: by whom. */
  readonly by: readonly (readonly string[])[]
}

const NOTHING_BESIDE: Beside = { logs: [], by: [] }

/**
 * A requirement's tree. `transparency` beside an attestation in the same `all` is about that very attestation, or a
 * logged one by a stranger could stand in for it; so is by whom an attestation must be about a provenance beside it.
 */
export function compileRequirement(
  node: RequirementEntry,
  named: Named,
  beside = NOTHING_BESIDE,
): Requirement {
  const children = (nodes: readonly RequirementEntry[], more: Beside): readonly Requirement[] =>
    nodes.map((child) => compileRequirement(child, named, more))
  if (node.all) return { type: 'all', of: children(node.all, withBeside(beside, node.all)) }
  if (node.any) return { type: 'any', of: children(node.any, beside) }
  if (node.of) {
    return { type: 'atLeast', count: node.atLeast ?? node.of.length, of: children(node.of, beside) }
  }
  return compileLeaf(node, named, beside)
}

function withBeside({ logs, by }: Beside, nodes: readonly RequirementEntry[]): Beside {
  return {
    logs: [...logs, ...nodes.flatMap(({ transparency }) => (transparency ? [transparency.logs] : []))],
    by: [...by, ...nodes.flatMap(({ attestation }) => (attestation?.by ? [attestation.by] : []))],
  }
}

function compileLeaf(
  node: RequirementEntry,
  { identities = {}, rebuilders = {} }: Named,
  beside: Beside,
): Requirement {
  if (node.transparency) return { type: 'transparency', logs: node.transparency.logs }
  if (node.provenance) return compileProvenance(node.provenance, identities, beside)
  if (node.signature) return { type: 'signature', by: keyrings(node.signature.by, identities) }
  if (node.hash) return { type: 'hash', from: node.hash.from }
  if (node.age) return compileAge(node.age)
  if (node.rebuild) return compileRebuild(node.rebuild, rebuilders)
  return compileAttestation(node.attestation ?? {}, identities, beside.logs)
}

interface AttestationEntry {
  readonly predicate?: NonNullable<AttestationRequirement['predicate']>
  readonly by?: readonly string[]
}

function compileAttestation(
  { predicate, by }: AttestationEntry,
  identities: Identities,
  logs: Beside['logs'],
): AttestationRequirement {
  return {
    type: 'attestation',
    predicate: predicate ?? null,
    by: by ? publishers(by, identities) : null,
    byKeyrings: keyrings(by ?? [], identities),
    byPin: by?.includes(TOFU_PIN) ?? false,
    logs,
  }
}

function compileProvenance(
  { slsaBuildLevel, builders, by }: NonNullable<RequirementEntry['provenance']>,
  identities: Identities,
  beside: Beside,
): Requirement {
  const level = slsaBuildLevel === 1 || slsaBuildLevel === 2 ? slsaBuildLevel : 3
  const named = [...(by ? [by] : []), ...beside.by]
  const lists = named.length > 0 ? named : [undefined]
  return {
    type: 'provenance',
    level,
    builders:
      builders === undefined
        ? null
        : { globs: builders.map((builder) => compileGlob(builder)), text: builders.join(' or ') },
    attested: lists.map((names) =>
      compileAttestation(
        { predicate: ['slsa-provenance'], ...(names && { by: names }) },
        identities,
        beside.logs,
      ),
    ),
  }
}

function compileAge({
  min,
  unlessPinned = false,
  onUnknown,
}: NonNullable<RequirementEntry['age']>): Requirement {
  return { type: 'age', minSeconds: seconds(min), text: min, unlessPinned, onUnknown: onUnknown ?? null }
}

function compileRebuild(
  { atLeast, of }: NonNullable<RequirementEntry['rebuild']>,
  rebuilders: NonNullable<PolicyFile['rebuilders']>,
): Requirement {
  const named = [...new Set(of)].flatMap((name) => {
    const entry = ownValue(rebuilders, name)
    return entry === undefined ? [] : [{ name, keyring: entry.keyring }]
  })
  return { type: 'rebuild', atLeast, of: named }
}

function keyrings(names: readonly string[], identities: Identities): readonly KeyringIdentity[] {
  return names.flatMap((name) => {
    const entry = ownValue(identities, name)
    if (entry?.kind !== 'keyring') return []
    const { keyring, atLeast = 1 } = entry
    const text = atLeast === 1 ? `keyring ${keyring}` : `${atLeast} people of keyring ${keyring}`
    return [{ kind: 'keyring', name, keyring, atLeast, text }]
  })
}

/** Keyrings stand beside: the list gets shorter, never empty of meaning. */
function publishers(names: readonly string[], identities: Identities): readonly PublisherIdentity[] {
  return names.flatMap((name) => {
    const entry = ownValue(identities, name)
    const identity = entry === undefined ? null : compilePublisher(name, entry)
    return identity === null ? [] : [identity]
  })
}
