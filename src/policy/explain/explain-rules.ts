import {
  decidingRule,
  requirementsOf,
  rulePart,
  scalesOf,
  settingsAt,
  type Applied,
} from '../evaluate/index.ts'
import type { Rule } from '../policy.ts'
import type { RuleEntry } from '../schema/index.ts'
import { explainRequirements } from './explain-requirement.ts'
import type { ExplainedRollout, ExplainedRule } from './explanation.ts'
import { unmetConditions } from './unmet.ts'

/** Every rule in order: skipped and why, waived by the exception that was used, the one that matched, and the rest. */
export function explainRules(applied: Applied, exception: string | null): readonly ExplainedRule[] {
  const excused = withException(applied, exception)
  const { rules, effective } = applied.policy
  const deciding = decidingRule(excused)
  const at = deciding === null ? rules.length : rules.indexOf(deciding)
  return rules.map((rule, nth) => explainRule(rule, effective.rules?.[nth], excused, nth - at))
}

/** Steps of the rule that matched, and where in their time they are. */
export function explainRollout(applied: Applied, exception: string | null): readonly ExplainedRollout[] {
  const excused = withException(applied, exception)
  const rule = decidingRule(excused)
  return (rule?.rollout ?? []).map(({ from, warnFrom, set }) => {
    const warns = warnFrom !== null && warnFrom <= applied.now
    const state = from <= applied.now ? 'in-force' : warns ? 'warning' : 'later'
    return { rule: rule?.id ?? '', from, warnFrom, set, state }
  })
}

/** The rules as they were applied in the end. */
function withException(applied: Applied, id: string | null): Applied {
  const exception = applied.policy.exceptions.find((each) => each.id === id)
  return exception === undefined ? applied : { ...applied, waived: exception.waive }
}

function explainRule(
  rule: Rule,
  written: RuleEntry | undefined,
  applied: Applied,
  afterDeciding: number,
): ExplainedRule {
  const base = { id: rule.id, at: rule.at, unmet: [], matched: null }
  if (afterDeciding > 0) return { ...base, outcome: 'not-reached' }
  if (afterDeciding === 0) return { ...base, outcome: 'matched', matched: matchedRule(rule, applied) }
  const unmet = unmetConditions(rule.match, written?.match ?? {}, applied.subject)
  return unmet.length === 0 ? { ...base, outcome: 'waived' } : { ...base, outcome: 'skipped', unmet }
}

function matchedRule(rule: Rule, applied: Applied): NonNullable<ExplainedRule['matched']> {
  const settings = settingsAt(rule, applied.now)
  const asked = rule.deny === null ? requirementsOf(rule, applied) : []
  return {
    says: rule.deny !== null ? 'deny' : rule.warn !== null ? 'warn' : 'require',
    words: rule.deny ?? rule.warn,
    settings,
    effect: rulePart(rule, applied).effect,
    requirements: explainRequirements(asked, scalesOf(settings, applied)),
  }
}
