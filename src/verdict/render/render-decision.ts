import type { Artifact } from '../../artifact/index.ts'
import type { Fact } from '../fact.ts'
import { REASONS } from '../reason-codes.ts'
import type { Run } from '../run.ts'
import type { Reason, Verdict } from '../verdict.ts'
import { artifactName } from './artifact-text.ts'
import { factRowsInFull } from './fact-rows.ts'
import { timeText } from './fact-text.ts'
import { DEFAULT_WIDTH } from './layout.ts'
import { painter, toneOf, type Paint } from './paint.ts'
import { safeText } from './safe-text.ts'
import { sheet, type SheetRow } from './sheet.ts'
import { labelOf } from './verdict-rows.ts'

/** A decision to be shown whole. `at` is in seconds since the epoch, UTC. */
export interface DecisionView {
  readonly at: number
  readonly run: Run
  readonly artifact: Artifact
  readonly verdict: Verdict
  readonly colour: boolean
  readonly width?: number
}

/** A decision with everything that led to it: what `trustctl why` shows. Every string from elsewhere is escaped. */
export function renderDecision(view: DecisionView): string[] {
  const { verdict, artifact } = view
  const width = view.width ?? DEFAULT_WIDTH
  const paint = painter(view.colour)
  const word = paint('strong', paint(toneOf(verdict.decision), verdict.decision.toUpperCase()))
  return [
    `${word}  ${artifactName(artifact)}   ${safeText(verdict.ref)}`,
    ...sheet([...artifactRows(artifact), ...decisionRows(view)], 2, width),
    ...verdict.facts.flatMap((fact) => factLines(fact, verdict, { paint, width })),
    ...verdict.reasons.flatMap((reason) => reasonLines(reason, paint, width)),
  ]
}

function artifactRows(artifact: Artifact): readonly SheetRow[] {
  const from: SheetRow = ['from', safeText(artifact.location)]
  const via =
    artifact.index === null ? artifact.channel : `${artifact.channel} ${safeText(artifact.index.url)}`
  if (!('sha256' in artifact)) {
    return [['project', artifact.project ?? 'not known yet'], ['kind', artifact.kind], ['came by', via], from]
  }
  const size = artifact.size === null ? '' : `, ${artifact.size} bytes`
  return [
    ['project', `${artifact.project} ${artifact.version}`],
    ['file', `${artifact.kind}${size}`],
    ['sha256', artifact.sha256],
    ['came by', via],
    from,
  ]
}

function decisionRows({ at, run, verdict }: DecisionView): readonly SheetRow[] {
  const { policy, exception } = verdict
  const tainted = run.tainted ? ', after build code had run' : ''
  return [
    ['policy', `${safeText(policy.name)} v${policy.version}, sha256 ${safeText(policy.digest)}`],
    ['rule', `${safeText(verdict.rule)}${policy.at === null ? '' : ` (${safeText(policy.at)})`}`],
    ...(exception === null ? [] : [['exception', safeText(exception)] as const]),
    ['decided', `${timeText(at)}, run ${safeText(run.id)} (${run.context}${tainted})`],
    ['checked', verdict.fromCache ? 'facts known from before' : 'anew'],
  ]
}

function factLines(
  fact: Fact,
  verdict: Verdict,
  { paint, width }: { readonly paint: Paint; readonly width: number },
): readonly string[] {
  const { label, tone } = labelOf(fact, verdict)
  return [`  ${paint('strong', fact.check)}: ${paint(tone, label)}`, ...sheet(factRowsInFull(fact), 4, width)]
}

function reasonLines(reason: Reason, paint: Paint, width: number): readonly string[] {
  const { slug, title } = REASONS[reason.code]
  const rows: readonly SheetRow[] = [
    ['about', safeText(reason.subject)],
    ['found', safeText(reason.found)],
    ['expected', safeText(reason.expected)],
    ...reason.fix.map((fix) => ['fix', safeText(fix)] as const),
  ]
  return [`  ${paint('strong', `${reason.code} ${slug}`)}: ${title}`, ...sheet(rows, 4, width)]
}
