import {
  byProject,
  countChanges,
  outcomeOf,
  type Change,
  type ChangedArtifact,
  type Direction,
  type ReplayCounts,
} from '../../edit/index.ts'
import { painter, safeText, sheet, type SheetRow } from '../../verdict/index.ts'
import type { Cli } from '../cli.ts'
import type { Review } from './judge-text.ts'
import type { RecordedReplay } from './replay-recorded.ts'

const MAX_CHANGES_SHOWN = 40
const MAX_PROJECTS_SHOWN = 20

/** What a policy would change, for a terminal. */
export function reviewLines(review: Review, cli: Cli): readonly string[] {
  const { policy, before } = review
  const isNext = before?.name === policy.name && before.version !== policy.version
  const from = before === null || !isNext ? '' : `v${before.version} → `
  return [
    `policy ${safeText(policy.name)} ${from}v${policy.version} is in order`,
    ...changeLines(review.changes, cli),
    ...replayLines(review.recorded, cli),
  ]
}

const WORDS: Readonly<Record<Direction, string>> = {
  tightens: 'tightens',
  loosens: 'LOOSENS',
  'may-loosen': 'MAY LOOSEN',
  neutral: 'same',
}
const ORDER: readonly Direction[] = ['loosens', 'may-loosen', 'tightens', 'neutral']

/** Each difference with its direction, the loosening ones first. */
export function changeLines(changes: readonly Change[], cli: Cli): readonly string[] {
  if (changes.length === 0) return ['  every rule decides as before: only comments, words or tests differ']
  const ordered = changes.toSorted((a, b) => ORDER.indexOf(a.direction) - ORDER.indexOf(b.direction))
  const shown = ordered.slice(0, MAX_CHANGES_SHOWN)
  const left = ordered.length - shown.length
  return [
    ...shown.flatMap((change) => changeLine(change, cli)),
    ...(left === 0 ? [] : [`  and ${left} more; all of them with --json`]),
  ]
}

function changeLine({ direction, where, what }: Change, { width, colour }: Cli): readonly string[] {
  const tone = direction === 'tightens' ? 'good' : direction === 'neutral' ? 'faint' : 'caution'
  const [first = '', ...rest] = sheet(
    [[WORDS[direction].padEnd(10), safeText(`${where}: ${what}`)]],
    2,
    width,
  )
  return [first.replace(WORDS[direction], (word) => painter(colour)(tone, word)), ...rest]
}

/** «newly blocks 14, newly allows 0», and in which projects. */
export function replayLines(recorded: RecordedReplay, cli: Cli): readonly string[] {
  if (!recorded.ok) return [`  not tried on what was recorded: ${safeText(recorded.words)}`]
  const { replay, days } = recorded
  if (replay.decisions === 0)
    return [
      `  nothing was decided in the last ${days} days that it could be tried on`,
      ...unknownLines(recorded),
    ]
  const projects = byProject(replay)
  const shown = projects.slice(0, MAX_PROJECTS_SHOWN)
  const rows = shown.map(({ project, counts, artifacts }): SheetRow => [
    safeText(project ?? 'a tree without a name'),
    `${countsText(counts)}: ${exampleText(artifacts)}`,
  ])
  const left = projects.length - shown.length
  return [
    `on ${replay.decisions} decisions of the last ${days} days it ${totalText(countChanges(replay.changed))}`,
    ...sheet(rows, 2, cli.width),
    ...(left === 0 ? [] : [`  and ${left} more projects: trustctl policy try --json`]),
    ...unknownLines(recorded),
  ]
}

function unknownLines(recorded: RecordedReplay): readonly string[] {
  const unknown = recorded.ok ? recorded.replay.unknown : 0
  return unknown === 0
    ? []
    : [`  ${unknown} older decisions can’t be made again: not all of what they rest on was kept`]
}

/** Both of the first are said even where they are 0: that is what the person wants to know. */
function totalText({ newlyBlocks, newlyAllows, newlyWarns, noLongerWarns }: ReplayCounts): string {
  const warns = newlyWarns === 0 ? '' : `, newly warns of ${newlyWarns}`
  const silent = noLongerWarns === 0 ? '' : `, no longer warns of ${noLongerWarns}`
  return `newly blocks ${newlyBlocks}, newly allows ${newlyAllows}${warns}${silent}`
}

const OUTCOMES: Readonly<Record<keyof ReplayCounts, string>> = {
  newlyBlocks: 'blocked',
  newlyAllows: 'allowed',
  newlyWarns: 'warned of',
  noLongerWarns: 'no longer warned of',
}

function countsText(counts: ReplayCounts): string {
  return (['newlyBlocks', 'newlyAllows', 'newlyWarns', 'noLongerWarns'] as const)
    .filter((key) => counts[key] > 0)
    .map((key) => `${counts[key]} ${OUTCOMES[key]}`)
    .join(', ')
}

function exampleText(artifacts: readonly ChangedArtifact[]): string {
  const [first] = artifacts
  if (first === undefined) return ''
  const more = artifacts.length === 1 ? '' : ` and ${artifacts.length - 1} more`
  return `${safeText(first.what, 80)}${more}, by rule ${ruleText(first)}`
}

/** The rule that makes the difference: the one that decides now, with its place. */
function ruleText(artifact: ChangedArtifact): string {
  const { after } = artifact
  const place = after.at === null ? '' : ` (${after.at})`
  const code = outcomeOf(artifact) === 'noLongerWarns' || after.code === 'TC0000' ? '' : `, ${after.code}`
  return `${safeText(after.rule)}${safeText(place)}${code}`
}

/** What a policy would change, for programs. */
export function reviewJson({ policy, before, changes, recorded, loosens }: Review): object {
  return {
    policy: refOf(policy),
    before: before === null ? null : refOf(before),
    loosens,
    changes,
    replay: replayJson(recorded),
  }
}

function refOf({
  name,
  version,
  digest,
}: {
  readonly name: string
  readonly version: number
  readonly digest: string
}) {
  return { name, version, digest }
}

/** The replay for programs; null in place of what could not be had. */
export function replayJson(recorded: RecordedReplay): object {
  if (!recorded.ok) return { unavailable: recorded.words }
  const { replay, days } = recorded
  const { decisions, unknown, changed, more } = replay
  return { days, decisions, unknown, ...countChanges(changed), changed, more }
}
