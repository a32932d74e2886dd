import { matchesSpecifier } from '../../python/index.ts'
import type { Reason } from '../../verdict/index.ts'
import type { Exception, Policy } from '../policy.ts'
import { applyRules, type Part } from './apply-rules.ts'
import { compareEffects } from './effect.ts'
import { anyMatches } from './match-rule.ts'
import type { Subject } from './subject.ts'

/** What the rules ask for, with the exception that helps most, if one is needed and helps. `now` in seconds, UTC. */
export function applyRulesAndExceptions({ rules, exceptions }: Policy, subject: Subject, now: number): Part {
  const plain = applyRules(rules, subject)
  if (compareEffects(plain.effect, 'record') <= 0) return plain
  return exceptions
    .filter((exception) => isAbout(exception, subject, now))
    .map((exception) => excused(exception, applyRules(rules, subject, exception.waive), plain))
    .reduce((best, part) => (compareEffects(part.effect, best.effect) < 0 ? part : best), plain)
}

function isAbout(exception: Exception, { project, version, digests }: Subject, now: number): boolean {
  if (now < exception.from || now >= exception.until || project === null) return false
  if (!digests.some((digest) => exception.sha256.has(digest)) || !anyMatches(exception.project, project))
    return false
  if (exception.version === null) return true
  return version !== null && matchesSpecifier(exception.version, version, { prereleases: true })
}

/** An exception never makes silent: at the least it is recorded, under the rule that it speaks against. */
function excused(exception: Exception, part: Part, plain: Part): Part {
  const settled = part.effect === 'allow' || part.effect === 'record'
  return {
    ...(settled ? { ...plain, effect: 'record' as const } : part),
    reasons: [...(settled ? [] : part.reasons), used(exception)],
    exception: exception.id,
  }
}

function used({ id, waive, reason, owner, until }: Exception): Reason {
  const date = new Date(until * 1000).toISOString().slice(0, 10)
  return {
    code: 'TC4009',
    subject: 'exception',
    expected: Array.from(waive).join(', '),
    found: `${id}: ${reason} (${owner}, until ${date})`,
    fix: [],
  }
}
