import { REASONS } from '../reason-codes.ts'
import type { Verdict } from '../verdict.ts'
import { artifactName, type Subject } from './artifact-text.ts'
import { safeText, shorten } from './safe-text.ts'

const MAX_NAME_LENGTH = 80
const SAID = { allow: 'allowed', warn: 'warned about', block: 'refused' } as const

/**
 * A verdict in one line of ASCII, for a place that bears no more (an HTTP reason phrase, pip's PermissionError):
 * `refused by pip-trust: flask-3.1.2.tar.gz: TC2103 earlier releases were attested and this one is not; trustctl why TC2103-7f3a`.
 */
export function verdictLine({ verdict, artifact }: { verdict: Verdict; artifact: Subject }): string {
  const name = shorten(artifactName(artifact), MAX_NAME_LENGTH)
  const what = `${verdict.code} ${REASONS[verdict.code].title}`
  const line = `${SAID[verdict.decision]} by pip-trust: ${name}: ${what}; trustctl why ${safeText(verdict.ref, MAX_NAME_LENGTH)}`
  return line.replaceAll('…', '...').replaceAll(/[^ -~]/g, '?')
}
