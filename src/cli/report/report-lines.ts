import type { EvidenceClass, OutcomeCounts, WhyNotAttested } from '../../report/index.ts'
import { painter, safeText, sheet, timeText, type SheetRow } from '../../verdict/index.ts'
import { bypassLine } from '../bypass-text.ts'
import type { Cli } from '../cli.ts'
import { standingLine } from '../exceptions/index.ts'
import { bar, share } from './bar.ts'
import { bypassLines } from './bypass-lines.ts'
import { heading, paragraph } from './paragraph.ts'
import { publisherLines } from './publisher-lines.ts'
import type { Report } from './read-report.ts'
import { counted } from '../counted.ts'
import { spanText } from './span-text.ts'

const MAX_ROWS = 10
const MAX_PROJECTS = 5
const BAR_WIDTH = 24
/** Below this there is no room for bars beside names and figures. */
const LEAST_WIDTH_FOR_BARS = 70

/** A report for a terminal. */
export function reportLines(report: Report, cli: Cli): readonly string[] {
  const { period, decisions, runs, bypassInForce } = report
  return [
    ...heading(
      `${dayOf(period.since)} to ${dayOf(period.until)}: ${counted(decisions, 'decision')} in ${counted(runs, 'run')} of pip`,
      cli,
    ).slice(1),
    ...(bypassInForce === null
      ? []
      : paragraph(bypassLine(bypassInForce, { ...cli, colour: false }), 0, cli).map((line) =>
          painter(cli.colour)('bad', line),
        )),
    ...(decisions === 0
      ? emptyLines(period.days, cli)
      : [...policyLines(report, cli), ...evidenceLines(report, cli)]),
    ...(decisions === 0 ? [] : [...outcomeLines('refused', report.refused, report, cli)]),
    ...(decisions === 0 ? [] : [...outcomeLines('warned of', report.warned, report, cli)]),
    ...mendLines(report, cli),
    ...exceptionLines(report, cli),
    ...bypassLines(report.bypasses, cli),
    ...changeLines(report, cli),
    ...publisherLines(report.publisher, cli),
  ]
}

function emptyLines(days: number, cli: Cli): readonly string[] {
  return [
    '',
    ...paragraph(
      `nothing was decided in the last ${days} days: no guarded pip has installed anything`,
      0,
      cli,
    ),
    'is this shell guarded?  trustctl status',
    `an earlier time:        trustctl report --since ${days * 4}d`,
  ]
}

function policyLines({ policies, decisions }: Report, cli: Cli): readonly string[] {
  const rows = policies
    .slice(0, MAX_ROWS)
    .map(({ name, version, decisions: own, firstAt, lastAt }, nth): SheetRow => [
      nth === 0 ? 'policy' : '',
      `${safeText(name)} v${version}, ${share(own, decisions)} of decisions, ${dayOf(firstAt)} to ${dayOf(lastAt)}`,
    ])
  return sheet(rows, 0, cli.width)
}

const CLASSES: Readonly<Record<EvidenceClass, string>> = {
  attested: 'attested',
  signed: 'signed',
  pinned: 'pinned by hash',
  derived: 'built from a source',
  none: 'nothing',
}

const WHY_NOT: Readonly<Record<WhyNotAttested, string>> = {
  'not-offered': 'index offers none',
  'none-published': 'none published',
  unavailable: 'could not be fetched',
  'no-index': 'from no index',
  'built-here': 'built here',
  tree: 'a source tree',
}

function evidenceLines({ evidence }: Report, cli: Cli): readonly string[] {
  const { artifacts, classes, whyNot } = evidence
  const hasBars = cli.width >= LEAST_WIDTH_FOR_BARS
  const unattested = artifacts - (classes.find((each) => each.class === 'attested')?.artifacts ?? 0)
  const rows = classes.map((each): SheetRow => {
    const drawn = hasBars ? `${bar(each.artifacts, artifacts, BAR_WIDTH)}  ` : ''
    return [CLASSES[each.class], `${drawn}${share(each.artifacts, artifacts)}`]
  })
  return [
    ...heading(`what was let pass: ${counted(artifacts, 'artifact')}, by the strongest evidence`, cli),
    ...(hasBars ? rows.map(([name, value]) => `  ${name.padEnd(22)}${value}`) : sheet(rows, 2, cli.width)),
    ...(unattested === 0 ? [] : [`  why ${unattested} ${unattested === 1 ? 'is' : 'are'} not attested`]),
    ...sheet(
      whyNot.map(({ why, artifacts: own }): SheetRow => [WHY_NOT[why], share(own, unattested)]),
      4,
      cli.width,
    ),
  ]
}

function outcomeLines(
  word: string,
  { decisions, byCode, byProject }: OutcomeCounts,
  report: Report,
  cli: Cli,
): readonly string[] {
  const head = heading(`${word}: ${share(decisions, report.decisions)} of decisions`, cli)
  if (decisions === 0) return head
  const codes = byCode
    .slice(0, MAX_ROWS)
    .map(({ code, slug, decisions: own, projects }): SheetRow => [
      `${code} ${slug}`,
      `${own}  ${named(projects)}`,
    ])
  const left = byCode.length - codes.length
  const most = byProject
    .slice(0, MAX_PROJECTS)
    .map(({ project, decisions: own }) => `${safeText(project, 60)} ${own}`)
  return [
    ...head,
    ...sheet(codes, 2, cli.width),
    ...(left === 0 ? [] : [`  and ${counted(left, 'code')} more: trustctl report --json`]),
    ...sheet([['most often', most.join(', ')]], 2, cli.width),
  ]
}

function named(projects: readonly string[]): string {
  const shown = projects.slice(0, MAX_PROJECTS).map((project) => safeText(project, 60))
  const left = projects.length - shown.length
  return shown.join(', ') + (left === 0 ? '' : ` and ${left} more`)
}

function mendLines({ mends }: Report, cli: Cli): readonly string[] {
  const { refused, mended, medianSeconds, longestSeconds, open } = mends
  if (refused === 0) return []
  const times =
    medianSeconds === null || longestSeconds === null
      ? ''
      : `; it took ${spanText(medianSeconds)} (median), ${spanText(longestSeconds)} at the longest`
  const rows = open
    .slice(0, MAX_ROWS)
    .map(({ project, version, at }): SheetRow => [
      safeText(version === null ? project : `${project} ${version}`, 60),
      `since ${timeText(at)}`,
    ])
  return [
    ...heading('from a refusal to its mend', cli),
    ...paragraph(`${share(mended, refused)} releases: something of the project passed later${times}`, 2, cli),
    ...(rows.length === 0 ? [] : ['  still refused', ...sheet(rows, 4, cli.width)]),
    ...(open.length > rows.length
      ? [`    and ${open.length - rows.length} more: trustctl report --json`]
      : []),
  ]
}

function exceptionLines({ exceptions, period }: Report, cli: Cli): readonly string[] {
  const { active, expiring, expired, unused, list } = exceptions
  const total = list.length
  const head = heading(
    `exceptions: ${share(active, total)} in force, ${expiring} of them ending within two weeks; ${expired} ended; ${unused} unused in these ${period.days} days`,
    cli,
  )
  if (total === 0) return heading('exceptions: none', cli)
  const lines = list
    .slice(0, MAX_ROWS)
    .flatMap((each) => paragraph(standingLine(each, { ...cli, colour: false }), 2, cli))
  return [
    ...head,
    ...lines,
    ...(total > MAX_ROWS ? [`  and ${total - MAX_ROWS} more: trustctl exception list`] : []),
  ]
}

function changeLines({ changes }: Report, cli: Cli): readonly string[] {
  const { policyEdits, loosening, policiesRefused, publishersAccepted, publishersForgotten } = changes
  const { exceptionsApproved, exceptionsRenewed, exceptionsClosed } = changes
  if (Object.values(changes).every((count) => count === 0)) return []
  const rows: readonly SheetRow[] = [
    [
      'policy',
      `changed ${policyEdits} times, ${share(loosening, policyEdits)} of them looser; ${policiesRefused} times a file was refused`,
    ],
    ['publishers', `${publishersAccepted} accepted, ${publishersForgotten} forgotten`],
    [
      'exceptions',
      `${exceptionsApproved} approved, ${exceptionsRenewed} renewed, ${exceptionsClosed} closed`,
    ],
  ]
  return [...heading('what people changed', cli), ...sheet(rows, 2, cli.width)]
}

function dayOf(at: number): string {
  return new Date(at * 1000).toISOString().slice(0, 10)
}
