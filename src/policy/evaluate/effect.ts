import type { Decision, Reason } from '../../verdict/index.ts'
import type { Mode } from '../policy.ts'
import type { Effect } from '../schema/index.ts'

/** What a part of the policy asks for, with its reasons; an effect of `allow` has none. */
export interface Weighed {
  readonly effect: Effect
  readonly reasons: readonly Reason[]
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

/** A single reason with its effect. */
export function shortfall(effect: Effect, reason: Reason): Weighed {
  return effect === 'allow' ? MET : { effect, reasons: [reason] }
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
  return effect === 'allow' ? MET : { effect, reasons: ordered.flatMap(({ reasons }) => reasons) }
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
