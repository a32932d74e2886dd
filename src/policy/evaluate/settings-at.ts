import type { RolloutStep, Rule, RuleSettings } from '../policy.ts'

/** A rule's settings on a day, by the steps that are in force then. `now` in seconds since the epoch, UTC. */
export function settingsAt({ settings, rollout }: Rule, now: number): RuleSettings {
  return rollout.reduce((held, { from, set }) => (from <= now ? { ...held, ...set } : held), settings)
}

/** Steps that are warned about now, each with the settings that hold once it is in force. */
export function announcedSteps(
  rule: Rule,
  now: number,
): readonly { readonly step: RolloutStep; readonly settings: RuleSettings }[] {
  return rule.rollout
    .filter(({ from, warnFrom }) => from > now && warnFrom !== null && warnFrom <= now)
    .map((step) => ({ step, settings: settingsAt(rule, step.from) }))
}
