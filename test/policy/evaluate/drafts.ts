import fc from 'fast-check'
import { parsePolicy, type Policy } from '../../../src/policy/index.ts'
import { KEYRINGS, presets, sha } from '../world.ts'

/** Parts of a policy small enough that each of them matters to the facts of test/policy/world.ts. */
export interface Draft {
  readonly mode: string
  readonly rules: readonly DraftRule[]
  readonly floor: readonly object[]
  readonly requirements: Readonly<Record<string, DraftRequirement>>
  readonly exceptions: readonly object[]
}

export type DraftRequirement = Readonly<Record<string, unknown>>

export interface DraftRule {
  readonly match: object
  readonly deny?: string
  readonly warn?: string
  readonly require?: readonly string[]
  readonly onMissing?: string
  readonly onUnavailable?: string
}

const IDENTITIES = {
  site: { kind: 'github', repository: 'pallets/*' },
  other: { kind: 'github', repository: 'other/*' },
  one: { kind: 'keyring', keyring: 'acme-release' },
  two: { kind: 'keyring', keyring: 'acme-release', atLeast: 2 },
}

/** The draft as a policy; null where lint finds a shadowed rule. */
export function toPolicy({ rules, ...draft }: Draft): Policy | null {
  const named = rules.map((rule, at) => ({ id: `r${at}`, ...rule }))
  const head = { apiVersion: 'trustctl/v1', kind: 'Policy', metadata: { name: 'draft', version: 1 } }
  const text = JSON.stringify({ ...head, ...draft, identities: IDENTITIES, rules: named })
  const result = parsePolicy(text, { file: 'draft', presets, keyrings: KEYRINGS })
  if (result.ok) return result.policy
  if (result.problems.every(({ code }) => code === 'shadowed-rule')) return null
  throw new Error(JSON.stringify(result.problems))
}

export const leaves: fc.Arbitrary<DraftRequirement> = fc.oneof(
  fc.constant({ attestation: {} }),
  fc.subarray(['site', 'other'], { minLength: 1 }).map((by) => ({ attestation: { by } })),
  fc.constantFrom('publish', 'slsa-provenance').map((kind) => ({ attestation: { predicate: [kind] } })),
  fc.constantFrom('sigstore-public', 'private').map((log) => ({ transparency: { logs: [log] } })),
  fc.subarray(['one', 'two'], { minLength: 1 }).map((by) => ({ signature: { by } })),
)

const branches = fc.array(leaves, { minLength: 1, maxLength: 3 })

const requirements: fc.Arbitrary<DraftRequirement> = fc.oneof(
  leaves,
  branches.map((all) => ({ all })),
  branches.map((any) => ({ any })),
  branches.map((of) => ({ atLeast: 1, of })),
  fc.tuple(branches, branches).map(([all, any]) => ({ all: [...all, { any }] })),
)

export const EFFECTS = ['allow', 'record', 'warn', 'block'] as const

const matches = fc.constantFrom(
  { project: ['*'] },
  { project: ['f*'] },
  { kind: ['wheel'] },
  { kind: ['sdist'] },
  { channel: ['file'] },
)

const rules: fc.Arbitrary<DraftRule> = fc.oneof(
  matches.map((match) => ({ match, deny: 'no' })),
  matches.map((match) => ({ match, warn: 'careful' })),
  fc.record({
    match: matches,
    require: fc.subarray(['q0', 'q1', 'q2']),
    onMissing: fc.constantFrom(...EFFECTS),
    onUnavailable: fc.constantFrom(...EFFECTS),
  }),
)

const exceptions = fc
  .subarray(['attestation', 'transparency', 'signature', 'source'], { minLength: 1 })
  .map((waive) => ({
    id: 'e',
    match: { project: ['flask'], sha256: [sha('a')] },
    waive,
    owner: 'o',
    reason: 'r',
    created: '2026-10-01',
    expires: '2026-12-01',
  }))

export const drafts: fc.Arbitrary<Draft> = fc.record({
  mode: fc.constantFrom('enforce', 'warn', 'audit'),
  rules: fc.array(rules, { minLength: 1, maxLength: 2 }),
  floor: fc.constantFrom<object[]>([], [{ require: ['q0'] }], [{ match: { kind: ['sdist'] }, deny: 'no' }]),
  requirements: fc.record({ q0: requirements, q1: requirements, q2: requirements }),
  exceptions: fc.array(exceptions, { maxLength: 1 }),
})
