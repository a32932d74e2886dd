import fc from 'fast-check'
import { EFFECTS, FIRST_USE, leaves, type Draft, type DraftRequirement, type DraftRule } from './drafts.ts'

/** Changes of a draft that can only ask for more. */
export type Tightening = (draft: Draft) => Draft

const MODES = ['audit', 'warn', 'enforce']

function mapRules(draft: Draft, change: (rule: DraftRule) => DraftRule): Draft {
  return { ...draft, rules: draft.rules.map(change) }
}

function mapRequirements(draft: Draft, change: (node: DraftRequirement) => DraftRequirement): Draft {
  const entries = Object.entries(draft.requirements).map(([name, node]) => [name, change(node)])
  return { ...draft, requirements: Object.fromEntries(entries) }
}

function isList(value: unknown): value is DraftRequirement[] {
  return Array.isArray(value)
}

/** One of the names that would do, and no other: a list without any takes all. */
function lastOf(node: DraftRequirement, kind: string, list: string): readonly string[] {
  const names: readonly string[] = Object(node[kind])[list]
  return names.slice(-1)
}

/** Identities fewer, alternatives fewer, one more of those that must hold. */
function narrower(node: DraftRequirement): DraftRequirement {
  const { any, of, all, attestation, signature } = node
  if (isList(any)) return any.length > 1 ? { any: any.slice(1) } : { any: any.map(narrower) }
  if (isList(of)) return { atLeast: of.length, of }
  if (isList(all)) return { all: all.map(narrower) }
  if (signature !== undefined) return { signature: { by: lastOf(node, 'signature', 'by') } }
  if (node['age'] !== undefined) return { age: { min: '90d' } }
  if (node['hash'] !== undefined) return { hash: { from: lastOf(node, 'hash', 'from') } }
  if (attestation === undefined) return node
  const { by = [] }: { readonly by?: readonly string[] } = Object(attestation)
  // Whoever asks for the remembered publisher is told of lost attestations too: that is not given up.
  const [first = 'other'] = by
  const left = ['tofu-pin', 'other'].find((name) => by.includes(name)) ?? first
  return { attestation: { ...attestation, by: [left] } }
}

function stricter(effect: string | undefined): string {
  return EFFECTS[Math.min(EFFECTS.findIndex((name) => name === effect) + 1, EFFECTS.length - 1)] ?? 'block'
}

function stricterEffects(rule: DraftRule): DraftRule {
  if (rule.require === undefined) return rule
  const onTooYoung = rule.onTooYoung === 'warn' ? 'older' : 'block'
  return {
    ...rule,
    onMissing: stricter(rule.onMissing),
    onUnavailable: stricter(rule.onUnavailable),
    onTooYoung,
  }
}

function stricterUse(word: string): string {
  return FIRST_USE[Math.min(FIRST_USE.findIndex((each) => each === word) + 1, 2)] ?? 'refuse'
}

function stricterTofu({ firstUse, onChange }: Draft['tofu']): Draft['tofu'] {
  const sights = { workstation: stricterUse(firstUse.workstation), ci: stricterUse(firstUse.ci) }
  return { firstUse: sights, onChange: stricter(onChange), pinAbsence: true }
}

export const tightenings: fc.Arbitrary<Tightening> = fc.oneof(
  fc.constant<Tightening>((draft) => ({ ...draft, mode: MODES[MODES.indexOf(draft.mode) + 1] ?? 'enforce' })),
  fc.constant<Tightening>((draft) => ({ ...draft, exceptions: [] })),
  fc.constant<Tightening>((draft) => mapRules(draft, stricterEffects)),
  fc.constant<Tightening>((draft) =>
    mapRules(draft, (rule) => (rule.require ? { ...rule, require: ['q0', 'q1', 'q2'] } : rule)),
  ),
  fc.constant<Tightening>((draft) =>
    mapRules(draft, (rule) => (rule.require ? { ...rule, warn: 'careful' } : rule)),
  ),
  fc.constant<Tightening>((draft) => ({
    ...draft,
    rules: [{ match: { project: ['fl*'] }, deny: 'ours' }, ...draft.rules],
  })),
  fc.constant<Tightening>((draft) => ({ ...draft, floor: [...draft.floor, { require: ['q1'] }] })),
  fc.constant<Tightening>((draft) => ({ ...draft, tofu: stricterTofu(draft.tofu) })),
  fc.constant<Tightening>((draft) => ({
    ...draft,
    floor: [...draft.floor, { provenanceState: { deny: ['changed-provenance', 'lost-provenance'] } }],
  })),
  fc.constant<Tightening>((draft) => mapRequirements(draft, narrower)),
  leaves.map(
    (leaf): Tightening =>
      (draft) =>
        mapRequirements(draft, (node) => ({ all: [node, leaf] })),
  ),
)
