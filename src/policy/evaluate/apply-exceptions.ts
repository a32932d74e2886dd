import { matchesSpecifier } from '../../python/index.ts'
import type { Shortfall } from '../../verdict/index.ts'
import type { Exception } from '../policy.ts'
import { applyRules, type Applied, type Part } from './apply-rules.ts'
import { compareEffects } from './effect.ts'
import { anyMatches } from './match-rule.ts'
import type { Subject } from './subject.ts'

/** What the rules ask for, with the exception that helps most, if one is needed and helps. */
export function applyRulesAndExceptions(applied: Applied): Part {
  const plain = applyRules(applied)
  if (compareEffects(plain.effect, 'record') <= 0) return plain
  return exceptionsOf(applied)
    .filter((exception) => isAbout(exception, applied.subject, applied.now))
    .map((exception) => applyException(exception, plain, applied))
    .reduce((best, part) => (compareEffects(part.effect, best.effect) < 0 ? part : best), plain)
}

/** Those that are bound to one of its digests. */
function exceptionsOf({ policy, subject }: Applied): readonly Exception[] {
  const bound = subject.digests.flatMap((digest) => policy.exceptionsOf.get(digest) ?? [])
  return bound.length > 1 ? policy.exceptions.filter((exception) => bound.includes(exception)) : bound
}

/** What is left to be asked for where the exception is used. */
export function applyException(exception: Exception, plain: Part, applied: Applied): Part {
  return excused(exception, applyRules({ ...applied, waived: exception.waive }), plain)
}

/** What exceptions look at. */
export type Excusable = Pick<Subject, 'project' | 'version' | 'digests'>

/** Whether the exception is about this artifact, now. `now` in seconds since the epoch, UTC. */
export function isAbout(
  exception: Exception,
  { project, version, digests }: Excusable,
  now: number,
): boolean {
  if (now < exception.from || now >= exception.until || project === null) return false
  if (!digests.some((digest) => exception.sha256.has(digest)) || !anyMatches(exception.project, project))
    return false
  return isVersion(exception, version)
}

export function isVersion({ version: wanted }: Exception, version: Subject['version']): boolean {
  if (wanted === null) return true
  return version !== null && matchesSpecifier(wanted, version, { prereleases: true })
}

/** An exception never makes silent: at the least it is recorded, under the rule that it speaks against. */
function excused(exception: Exception, part: Part, plain: Part): Part {
  const settled = part.effect === 'allow' || part.effect === 'record'
  return {
    ...(settled ? { ...plain, effect: 'record' as const } : part),
    reasons: [...(settled ? [] : part.reasons), { ...used(exception), effect: 'record' }],
    exception: exception.id,
  }
}

function used({ id, waive, reason, owner, until }: Exception): Shortfall {
  const date = new Date(until * 1000).toISOString().slice(0, 10)
  return {
    code: 'TC4009',
    subject: 'exception',
    expected: Array.from(waive).join(', '),
    found: `${id}: ${reason} (${owner}, until ${date})`,
    fix: [],
  }
}
