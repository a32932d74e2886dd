import type { Decision, Shortfall } from '../../verdict/index.ts'
import type { Mode } from '../policy.ts'
import type { Effect } from '../schema/index.ts'

/** What is wanting, and what follows from it alone. */
export interface WeighedReason extends Shortfall {
  readonly effect: Effect
}

/** What a part of the policy asks for, with its reasons; an effect of `allow` has none. */
export interface Weighed {
  readonly effect: Effect
  readonly reasons: readonly WeighedReason[]
}

export const MET: Weighed = { effect: 'allow', reasons: [] }

const ORDER: readonly Effect[] = ['allow', 'record', 'warn', 'block']

/** Negative where `a` is milder than `b`. */
export function compareEffects(a: Effect, b: Effect): number {
  return ORDER.indexOf(a) - ORDER.indexOf(b)
}

export function stricterOf(a: Effect, b: Effect): Effect {
  return compareEffects(a, b) < 0 ? b : a
}

/** A single reason. */
export function shortfall(effect: Effect, reason: Shortfall): Weighed {
  return effect === 'allow' ? MET : { effect, reasons: [{ ...reason, effect }] }
}

/** Both must hold: the strictest effect, all reasons, the strictest first. */
export function together(parts: readonly Weighed[]): Weighed {
  const ordered = parts.toSorted((a, b) => compareEffects(b.effect, a.effect))
  return { effect: ordered[0]?.effect ?? 'allow', reasons: ordered.flatMap(({ reasons }) => reasons) }
}

/** What `count` of the parts must hold: the mildest of them are taken, and the rest are told as other ways. */
export function mildest(parts: readonly Weighed[], count: number): Weighed {
  const ordered = parts.toSorted((a, b) => compareEffects(a.effect, b.effect))
  const effect = ordered[count - 1]?.effect ?? 'block'
  return effect === 'allow'
    ? MET
    : { effect, reasons: ordered.flatMap(({ reasons }) => atMost(effect, reasons)) }
}

/** Another way that would be refused costs no more than the way that was gone. */
function atMost(limit: Effect, reasons: readonly WeighedReason[]): readonly WeighedReason[] {
  return reasons.map((reason) => ({ ...reason, effect: milderOf(reason.effect, limit) }))
}

function milderOf(a: Effect, b: Effect): Effect {
  return compareEffects(a, b) < 0 ? a : b
}

/** What a mode makes of an effect that policy, not integrity, asks for. */
export function inMode(effect: Effect, mode: Mode): Effect {
  if (mode === 'warn' && effect === 'block') return 'warn'
  if (mode === 'audit' && effect !== 'allow') return 'record'
  return effect
}

export function toDecision(effect: Effect): Decision {
  return effect === 'record' ? 'allow' : effect
}
