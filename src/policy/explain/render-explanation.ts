import {
  durationText,
  DEFAULT_WIDTH,
  MIN_WIDTH,
  painter,
  REASONS,
  safeText,
  timeText,
  wrap,
  columnsOf,
  type Shortfall,
} from '../../verdict/index.ts'
import { instantText } from '../duration.ts'
import type { Effect } from '../schema/index.ts'
import type {
  ExplainedException,
  ExplainedFloor,
  ExplainedLayer,
  ExplainedRequirement,
  ExplainedRule,
  Explanation,
  Unmet,
} from './explanation.ts'

export interface ExplanationView {
  readonly colour: boolean
  /** Columns of the longest line; `DEFAULT_WIDTH` where absent. */
  readonly width?: number
}

/** A line before it is wrapped: how deep it stands, what kind of word leads it, and the rest. */
interface Line {
  readonly depth: number
  readonly mark: Mark
  readonly text: string
}

type Mark = 'ok' | 'warn' | 'block' | 'record' | 'skip' | 'head'

const TONES = {
  ok: 'good',
  record: 'good',
  warn: 'caution',
  block: 'bad',
  skip: 'faint',
  head: 'strong',
} as const

const SIGNS: Readonly<Record<Mark, string>> = {
  ok: '+',
  record: '+',
  warn: '!',
  block: 'x',
  skip: '-',
  head: '',
}

/** Rules that were skipped or not reached and are told one by one; the rest is counted. */
const MAX_SKIPPED = 12
const MAX_LINES = 6
const INDENT = 2

/**
 * An explanation for people, as an indented tree: `+` holds, `!` warns, `x` refuses, `-` did not count. Every string
 * from elsewhere is escaped.
 */
export function renderExplanation(explanation: Explanation, view: ExplanationView): string[] {
  const width = Math.max(MIN_WIDTH, view.width ?? DEFAULT_WIDTH)
  const paint = painter(view.colour)
  return linesOf(explanation).flatMap(({ depth, mark, text }) => {
    const lead = ' '.repeat(depth * INDENT) + (SIGNS[mark] === '' ? '' : `${SIGNS[mark]} `)
    const [first = '', ...rest] = wrap(text, width - columnsOf(lead), MAX_LINES)
    return [lead + paint(TONES[mark], first), ...rest.map((more) => ' '.repeat(lead.length) + more)]
  })
}

function linesOf({ at, decision, code, subject, layers }: Explanation): readonly Line[] {
  const { name, project, version, kind, channel, index, context, isSource, settled } = subject
  const release = `${project ?? 'a project not known yet'}${version === null ? '' : ` ${version}`}`
  const from = index === null ? `by ${channel}` : `by ${channel} from ${safeText(index)}`
  return [
    line(0, 'head', `${decision.toUpperCase()} ${code}: ${REASONS[code].title}`),
    line(1, 'skip', `${safeText(name)}: ${release}, ${kind} ${from}, ${context}, at ${timeText(at)}`),
    ...(isSource ? [line(1, 'skip', 'the source that the wheel was built from is judged in its place')] : []),
    ...(settled
      ? [line(1, 'skip', 'built in this run from a source that was judged: nothing is required of it again')]
      : []),
    ...layers.flatMap((layer) => layerLines(layer, layers.length > 1)),
  ]
}

function layerLines(layer: ExplainedLayer, several: boolean): readonly Line[] {
  const { policy, decides, decision, code, rule } = layer
  const role = several && decides ? ', the strictest' : ''
  const head = `policy ${safeText(policy.name)} v${policy.version}: ${decision} ${code}, rule ${safeText(rule)}${role}`
  return [
    line(0, 'head', head),
    ...integrityLines(layer),
    ...layer.floor.flatMap(floorLines),
    ...rulesLines(layer.rules),
    ...layer.exceptions.flatMap(exceptionLines),
    ...layer.rollout.map(rolloutLine),
    ...availabilityLines(layer),
    ...endLines(layer),
  ]
}

function integrityLines({ integrity }: ExplainedLayer): readonly Line[] {
  if (integrity.length === 0) return [line(1, 'ok', 'integrity: nothing that is there fails to verify')]
  return [
    line(1, 'block', 'integrity: no setting waives this, and nothing below decides'),
    ...integrity.map((reason) => reasonLine(2, 'block', reason)),
  ]
}

function floorLines(entry: ExplainedFloor): readonly Line[] {
  const name = entry.builtIn ? 'floor, built in' : `floor ${safeText(entry.id)}${placeText(entry.at)}`
  if (entry.unmet.length > 0) return [line(1, 'skip', `${name}: is not about it: ${unmetText(entry.unmet)}`)]
  return [
    line(1, markOf(entry.effect), `${name}: ${entry.effect === 'allow' ? 'met' : entry.effect}`),
    ...(entry.requirements.length > 0
      ? entry.requirements.flatMap((each) => requirementLines(each, 2))
      : entry.reasons.map((reason) => reasonLine(2, markOf(entry.effect), reason))),
  ]
}

function rulesLines(rules: readonly ExplainedRule[]): readonly Line[] {
  const skipped = rules.filter(({ outcome }) => outcome === 'skipped' || outcome === 'waived')
  const matched = rules.filter(({ outcome }) => outcome === 'matched')
  const below = rules.filter(({ outcome }) => outcome === 'not-reached')
  return [
    ...skipped.slice(0, MAX_SKIPPED).map(skippedLine),
    ...moreLine(skipped.length - MAX_SKIPPED, 'more rules were skipped'),
    ...(matched.length === 0
      ? [line(1, 'block', 'no rule matches: refused')]
      : matched.flatMap(matchedLines)),
    ...moreLine(
      below.length,
      below.length === 1 ? 'rule below it was not reached' : 'rules below it were not reached',
    ),
  ]
}

function moreLine(count: number, words: string): readonly Line[] {
  return count > 0 ? [line(1, 'skip', `${count} ${words}`)] : []
}

function skippedLine({ id, at, outcome, unmet }: ExplainedRule): Line {
  const why = outcome === 'waived' ? 'passed over by the exception' : `skipped: ${unmetText(unmet)}`
  return line(1, 'skip', `rule ${safeText(id)}${placeText(at)} ${why}`)
}

function matchedLines({ id, at, matched }: ExplainedRule): readonly Line[] {
  if (matched === null) return []
  const { says, words, settings, effect, requirements } = matched
  const said = words === null ? '' : `: ${says} «${safeText(words)}»`
  const set = `onMissing ${settings.onMissing}, onUnavailable ${settings.onUnavailable}, onTooYoung ${settings.onTooYoung}`
  return [
    line(1, markOf(effect), `rule ${safeText(id)}${placeText(at)} matches, and asks for ${effect}${said}`),
    ...(says === 'deny' ? [] : [line(2, 'skip', set)]),
    ...requirements.flatMap((each) => requirementLines(each, 2)),
  ]
}

function requirementLines(node: ExplainedRequirement, depth: number): readonly Line[] {
  const name = node.name === null ? '' : `${safeText(node.name)}: `
  const kind = node.count === null ? node.type : `${node.count} of ${node.of.length}`
  const met = node.outcome === 'met' || node.outcome === 'waived'
  const effect = met ? '' : ` → ${node.effect}`
  const mark = met ? 'ok' : markOf(node.effect)
  return [
    line(depth, mark, `${name}${kind}: ${node.outcome}${effect}`),
    ...node.reasons.map((reason) => reasonLine(depth + 1, mark, reason)),
    ...node.of.flatMap((child) => requirementLines(child, depth + 1)),
  ]
}

function exceptionLines({ id, outcome, unmet, waive }: ExplainedException): readonly Line[] {
  const words = {
    used: `used; it waives ${waive.join(', ')}`,
    'does-not-help': `is about it and does not help; it waives ${waive.join(', ')}`,
    'not-needed': 'is about it and was not needed',
    'does-not-apply': `is not about it: ${unmet.map(({ condition, wanted, found }) => `${condition} ${safeText(wanted)}, found ${safeText(found)}`).join('; ')}`,
  } as const
  return [line(1, outcome === 'used' ? 'ok' : 'skip', `exception ${safeText(id)} ${words[outcome]}`)]
}

function rolloutLine({ from, set, state }: ExplainedLayer['rollout'][number]): Line {
  const settings = Object.entries(set).map(([key, value]) => `${key} ${value}`)
  const words = { 'in-force': 'since', warning: 'warned about, from', later: 'from' }[state]
  return line(
    1,
    state === 'warning' ? 'warn' : 'skip',
    `rollout: ${settings.join(', ')} ${words} ${instantText(from)}`,
  )
}

function availabilityLines({ availability }: ExplainedLayer): readonly Line[] {
  const { outcome, maxAgeSeconds, ageSeconds } = availability
  const age = ageSeconds === null ? '' : `${durationText(Math.abs(ageSeconds))} ago`
  const max = maxAgeSeconds === null ? '' : `, at most ${durationText(maxAgeSeconds)} ago`
  switch (outcome) {
    case 'not-needed':
      return []
    case 'not-set':
      return [line(1, 'skip', "availability: nothing is set, so the rule's onUnavailable counts")]
    case 'stands-in':
      return [line(1, 'ok', `availability: what verified ${age} stands in${max}`)]
    case 'too-old':
      return [line(1, 'skip', `availability: what verified ${age} is too old to stand in${max}`)]
    case 'nothing-remembered':
      return [line(1, 'skip', 'availability: nothing about these bytes verified before')]
  }
}

function endLines({ mode, bypass }: ExplainedLayer): readonly Line[] {
  const softened = mode.asked === mode.becomes ? '' : `: ${mode.asked} becomes ${mode.becomes}`
  const words = {
    'not-needed': 'a bypass is in force, and was not needed',
    'not-in-ci': 'a bypass does not count in ci',
    'not-in-force': 'a bypass is not in force at that time',
    used: `bypassed: ${safeText(bypass.reason ?? '')}`,
  } as const
  return [
    line(1, 'skip', `mode ${mode.mode}${softened}`),
    ...(bypass.outcome === 'none' || bypass.reason === null
      ? []
      : [line(1, bypass.outcome === 'used' ? 'warn' : 'skip', words[bypass.outcome])]),
  ]
}

function reasonLine(depth: number, mark: Mark, { code, expected, found }: Shortfall): Line {
  const wanted = expected === '' ? '' : `; expected ${safeText(expected)}`
  return line(depth, mark, `${code} ${REASONS[code].title}: ${safeText(found)}${wanted}`)
}

function unmetText(unmet: readonly Unmet[]): string {
  return unmet
    .map(
      ({ condition, wanted, found }) =>
        `${condition} ${safeText(wanted.join(', '))}, found ${safeText(found)}`,
    )
    .join('; ')
}

function placeText(at: string | null): string {
  return at === null || at === '' ? '' : ` (${safeText(at)})`
}

function markOf(effect: Effect): Mark {
  return effect === 'allow' ? 'ok' : effect
}

function line(depth: number, mark: Mark, text: string): Line {
  return { depth, mark, text }
}
