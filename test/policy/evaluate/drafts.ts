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
  readonly tofu: DraftTofu
  readonly availability: object
  readonly rollout: readonly object[]
}

/** A draft whose parts over time may be absent, or of other forms. */
export type AnyDraft = Omit<Draft, 'tofu' | 'availability' | 'rollout'> & {
  readonly tofu?: object
  readonly availability?: object
  readonly rollout?: readonly object[]
}

interface DraftTofu {
  readonly firstUse: Readonly<Record<'workstation' | 'ci', string>>
  readonly onChange: string
  readonly pinAbsence: boolean
}

export type DraftRequirement = Readonly<Record<string, unknown>>

export interface DraftRule {
  readonly match: object
  readonly deny?: string
  readonly warn?: string
  readonly require?: readonly string[]
  readonly onMissing?: string
  readonly onUnavailable?: string
  readonly onTooYoung?: string
}

const IDENTITIES = {
  site: { kind: 'github', repository: 'pallets/*' },
  other: { kind: 'github', repository: 'other/*' },
  one: { kind: 'keyring', keyring: 'acme-release' },
  two: { kind: 'keyring', keyring: 'acme-release', atLeast: 2 },
}

/** The draft as a policy; null where lint finds a shadowed rule. Steps of rules that deny have nothing to change. */
export function toPolicy({ rules, rollout = [], ...draft }: AnyDraft): Policy | null {
  const named = rules.map((rule, at) => ({ id: `r${at}`, ...rule }))
  const steps = named[0]?.deny === undefined ? rollout : []
  const head = { apiVersion: 'trustctl/v1', kind: 'Policy', metadata: { name: 'draft', version: 1 } }
  const text = JSON.stringify({ ...head, ...draft, identities: IDENTITIES, rules: named, rollout: steps })
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
  fc.subarray(['site', 'tofu-pin'], { minLength: 1 }).map((by) => ({ attestation: { by } })),
  fc.constantFrom('1h', '72h', '90d').map((min) => ({ age: { min } })),
  fc.constant({ age: { min: '72h', unlessPinned: true } }),
  fc.subarray(['pylock', 'requirements'], { minLength: 1 }).map((from) => ({ hash: { from } })),
)

/** `then` is a key of the language, and not one of these objects' own. */
const availabilityOf = (maxAge: string, effect: string): object =>
  JSON.parse(`{ "evidence": { "maxAge": "${maxAge}", "then": "${effect}" } }`)

const branches = fc.array(leaves, { minLength: 1, maxLength: 3 })

const requirements: fc.Arbitrary<DraftRequirement> = fc.oneof(
  leaves,
  branches.map((all) => ({ all })),
  branches.map((any) => ({ any })),
  branches.map((of) => ({ atLeast: 1, of })),
  fc.tuple(branches, branches).map(([all, any]) => ({ all: [...all, { any }] })),
)

export const FIRST_USE = ['record', 'warn', 'refuse'] as const
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
    onTooYoung: fc.constantFrom('older', 'block', 'warn'),
  }),
)

const exceptions = fc
  .subarray(['attestation', 'transparency', 'signature', 'source', 'publisher', 'hash', 'age'], {
    minLength: 1,
  })
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
  floor: fc.constantFrom<object[]>(
    [],
    [{ require: ['q0'] }],
    [{ match: { kind: ['sdist'] }, deny: 'no' }],
    [{ status: { deny: ['quarantined'] } }, { provenanceState: { deny: ['lost-provenance'] } }],
  ),
  tofu: fc.record({
    firstUse: fc.record({ workstation: fc.constantFrom(...FIRST_USE), ci: fc.constantFrom(...FIRST_USE) }),
    onChange: fc.constantFrom(...EFFECTS),
    pinAbsence: fc.boolean(),
  }),
  availability: fc.constantFrom<object>({}, availabilityOf('7d', 'warn'), availabilityOf('1h', 'block')),
  rollout: fc.constantFrom<object[]>(
    [],
    [
      {
        rule: 'r0',
        set: { onMissing: 'block', onTooYoung: 'block' },
        from: '2026-11-10',
        warnFrom: '2026-10-01',
      },
    ],
  ),
  requirements: fc.record({ q0: requirements, q1: requirements, q2: requirements }),
  exceptions: fc.array(exceptions, { maxLength: 1 }),
})
