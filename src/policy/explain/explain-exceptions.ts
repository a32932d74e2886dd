import {
  anyMatches,
  applyException,
  applyRules,
  compareEffects,
  isVersion,
  type Applied,
} from '../evaluate/index.ts'
import type { Exception } from '../policy.ts'
import type { ExceptionEntry } from '../schema/index.ts'
import { instantText } from '../duration.ts'
import type { ExplainedException } from './explanation.ts'

/** Every exception: used, of no help, not needed, or why it is about something else. */
export function explainExceptions(applied: Applied, used: string | null): readonly ExplainedException[] {
  const { exceptions, effective } = applied.policy
  const needed = compareEffects(applyRules(applied).effect, 'record') > 0
  return exceptions.map((exception) => {
    const written = effective.exceptions?.find(({ id }) => id === exception.id)
    const unmet = whyNot(exception, written, applied)
    const base = { id: exception.id, waive: [...exception.waive], unmet }
    if (exception.id === used) return { ...base, outcome: 'used' }
    if (unmet.length > 0) return { ...base, outcome: 'does-not-apply' }
    const inVain = needed && !helps(exception, applied)
    return { ...base, outcome: inVain ? 'does-not-help' : 'not-needed' }
  })
}

function helps(exception: Exception, applied: Applied): boolean {
  const plain = applyRules(applied)
  return compareEffects(applyException(exception, plain, applied).effect, plain.effect) < 0
}

function whyNot(
  exception: Exception,
  written: ExceptionEntry | undefined,
  { subject, now }: Applied,
): ExplainedException['unmet'] {
  const { project, version, digests } = subject
  const unmet: ExplainedException['unmet'][number][] = []
  const at = instantText(now)
  const wanted = written?.match
  if (now < exception.from)
    unmet.push({ condition: 'begins', wanted: `from ${instantText(exception.from)}`, found: at })
  if (now >= exception.until)
    unmet.push({ condition: 'expires', wanted: `before ${instantText(exception.until)}`, found: at })
  if (project === null || !anyMatches(exception.project, project)) {
    const found = project ?? 'a tree whose name is not known yet'
    unmet.push({ condition: 'project', wanted: wanted?.project.join(', ') ?? '', found })
  }
  if (!isVersion(exception, version))
    unmet.push({ condition: 'version', wanted: wanted?.version ?? '', found: version ?? 'none' })
  if (!digests.some((digest) => exception.sha256.has(digest))) {
    const found = digests.length === 0 ? 'no digest' : [...new Set(digests)].join(', ')
    unmet.push({ condition: 'sha256', wanted: wanted?.sha256.join(', ') ?? '', found })
  }
  return unmet
}
