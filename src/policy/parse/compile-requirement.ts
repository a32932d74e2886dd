import { seconds } from '../duration.ts'
import { compileGlob } from '../glob.ts'
import { ISSUERS } from '../issuers.ts'
import { ownValue } from '../own-value.ts'
import type { KeyringIdentity, PublisherIdentity, Requirement } from '../policy.ts'
import type { IdentityEntry, PolicyFile, RequirementEntry } from '../schema/index.ts'

type Identities = NonNullable<PolicyFile['identities']>
/** What requirements speak of by name. */
type Named = Pick<PolicyFile, 'identities' | 'rebuilders'>
/** The reserved name of the publisher that is remembered for the project. */
export const TOFU_PIN = 'tofu-pin'

type LogLists = readonly (readonly string[])[]

/**
 * A requirement's tree. `transparency` beside an attestation in the same `all` is about that very attestation, or a
 * logged one by a stranger could stand in for it: `logs` hands it down.
 */
export function compileRequirement(node: RequirementEntry, named: Named, logs: LogLists = []): Requirement {
  const children = (nodes: readonly RequirementEntry[], lists: LogLists): readonly Requirement[] =>
    nodes.map((child) => compileRequirement(child, named, lists))
  if (node.all) return { type: 'all', of: children(node.all, [...logs, ...logsBeside(node.all)]) }
  if (node.any) return { type: 'any', of: children(node.any, logs) }
  if (node.of) return { type: 'atLeast', count: node.atLeast ?? node.of.length, of: children(node.of, logs) }
  return compileLeaf(node, named, logs)
}

function logsBeside(nodes: readonly RequirementEntry[]): LogLists {
  return nodes.flatMap(({ transparency }) => (transparency ? [transparency.logs] : []))
}

function compileLeaf(
  node: RequirementEntry,
  { identities = {}, rebuilders = {} }: Named,
  logs: LogLists,
): Requirement {
  if (node.transparency) return { type: 'transparency', logs: node.transparency.logs }
  if (node.signature) return { type: 'signature', by: keyrings(node.signature.by, identities) }
  if (node.hash) return { type: 'hash', from: node.hash.from }
  if (node.age) return compileAge(node.age)
  if (node.rebuild) return compileRebuild(node.rebuild, rebuilders)
  const { predicate, by } = node.attestation ?? {}
  return {
    type: 'attestation',
    predicate: predicate ?? null,
    by: by ? publishers(by, identities) : null,
    byKeyrings: keyrings(by ?? [], identities),
    byPin: by?.includes(TOFU_PIN) ?? false,
    logs,
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

function compilePublisher(name: string, entry: IdentityEntry): PublisherIdentity | null {
  switch (entry.kind) {
    case 'github':
    case 'gitlab':
      return compileRepository(name, entry)
    case 'google':
      return compileAddress(name, entry, ISSUERS.google)
    case 'email':
      return compileAddress(name, entry, entry.issuer)
    case 'activestate':
      return compileActiveState(name, entry)
    case 'keyring':
      return null
  }
}

type RepositoryEntry = Extract<IdentityEntry, { kind: 'github' | 'gitlab' }>
type AddressEntry = Extract<IdentityEntry, { kind: 'google' | 'email' }>

function compileRepository(name: string, entry: RepositoryEntry): PublisherIdentity {
  const { kind, repository, workflow, environment, refs } = entry
  const details = [workflow, environment && `environment ${environment}`, refs && `ref ${refs.join(' or ')}`]
  return {
    kind,
    name,
    issuer: ISSUERS[kind],
    repository: compileGlob(repository),
    workflow: workflow === undefined ? null : compileGlob(workflow),
    environment: environment === undefined ? null : compileGlob(environment),
    refs: refs === undefined ? null : refs.map((ref) => compileGlob(ref)),
    text: [kind, repository, ...details.filter((detail) => detail !== undefined)].join(' '),
  }
}

function compileAddress(name: string, { kind, email }: AddressEntry, issuer: string): PublisherIdentity {
  return { kind, name, issuer, email: compileGlob(email, '@'), text: `${kind} ${email} (${issuer})` }
}

function compileActiveState(
  name: string,
  { kind, organization, project, actor }: Extract<IdentityEntry, { kind: 'activestate' }>,
): PublisherIdentity {
  return {
    kind,
    name,
    issuer: ISSUERS.activestate,
    organization,
    project: compileGlob(project ?? '*'),
    isNobody: actor !== undefined,
    text: [kind, `${organization}/${project ?? '*'}`, ...(actor === undefined ? [] : [actor])].join(' '),
  }
}
