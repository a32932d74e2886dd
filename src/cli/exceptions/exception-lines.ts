import type { StandingException } from '../../exceptions/index.ts'
import type { ExceptionRequest } from '../../exceptions/index.ts'
import type { Evaluation } from '../../policy/index.ts'
import { painter, safeText, sheet, timeText, type SheetRow } from '../../verdict/index.ts'
import type { Cli } from '../cli.ts'
import { dayText } from './day-text.ts'
import type { Drafted } from './draft-request.ts'

const MAX_FILES_SHOWN = 20
const DIGITS_SHOWN = 12

type Draft = Extract<Drafted, { readonly kind: 'request' }>

/** A request as it was kept, and what it would bring. */
export function requestLines(request: ExceptionRequest, draft: Draft, cli: Cli): readonly string[] {
  const { id, about, days } = request
  return [
    painter(cli.colour)('strong', `${id}  ${safeText(about)}, for ${dayText(days)}`),
    ...sheet(
      [
        ...requestRows(request),
        ['then', draft.decision === 'allow' ? 'these files pass' : 'these files pass with a warning'],
      ],
      2,
      cli.width,
    ),
    ...draftNotes(draft),
  ]
}

function requestRows({ waive, owner, reason, files, policyFile }: ExceptionRequest): readonly SheetRow[] {
  const shown = files.slice(0, MAX_FILES_SHOWN)
  const left = files.length - shown.length
  return [
    ['waives', waive.join(', ')],
    ...shown.map(({ filename, sha256, ref }, nth): SheetRow => [
      nth === 0 ? 'files' : '',
      `${safeText(filename)}  sha256 ${sha256.slice(0, DIGITS_SHOWN)}…  (${safeText(ref)})`,
    ]),
    ...(left === 0 ? [] : [['', `and ${left} more`] as const]),
    ['reason', safeText(reason)],
    ['owner', safeText(owner)],
    ...(policyFile === null ? [] : [['policy', safeText(policyFile)] as const]),
  ]
}

function draftNotes({ beyond, enough, isOnlyOne }: Draft): readonly string[] {
  return [
    ...(enough.length === 0 ? [] : [`  more than is needed: ${enough.join(', ')} would be enough`]),
    ...(beyond.length === 0
      ? []
      : [`  ${beyond.length} more of its files stay refused: no exception helps them`]),
    ...(isOnlyOne ? [] : ['  another policy refuses these files too: ask again once this one is approved']),
  ]
}

/** What no exception helps, and what does. */
export function hopelessLines(beyond: readonly Evaluation[], cli: Cli): readonly string[] {
  const paint = painter(cli.colour)
  return [
    `${paint('bad', 'no exception helps:')} ${whyHopeless(beyond[0])}`,
    ...beyond.flatMap(({ reasons, rule }) =>
      reasons
        .slice(0, 1)
        .flatMap(({ code, expected, found, fix }) =>
          sheet(
            [
              ['code', `${code} (${safeText(rule)})`],
              ['expected', safeText(expected)],
              ['found', safeText(found)],
              ...fix
                .filter((each) => !each.startsWith('trustctl exception'))
                .map((each, nth): SheetRow => [nth === 0 ? 'instead' : '', safeText(each)]),
            ],
            2,
            cli.width,
          ),
        ),
    ),
  ]
}

function whyHopeless(evaluation: Evaluation | undefined): string {
  const { rule = '', code = 'TC4002' } = evaluation ?? {}
  return BY_RULE[rule] ?? BY_CODE[code] ?? 'the floor of the policy refuses it, and nothing waives the floor'
}

const BY_RULE: Readonly<Record<string, string>> = {
  integrity: 'the bytes or their evidence are not what they should be, and nothing waives integrity',
  identification: 'what the file is could not be established',
  floor: 'what is built in holds whatever a policy says',
}

const BY_CODE: Readonly<Record<string, string>> = {
  TC4001:
    'a rule denies it, whatever speaks for it: that rule would have to be another (trustctl policy edit)',
  TC4002: 'no rule is about it: one would have to be written (trustctl policy edit)',
  TC4011: 'its name is private, and this index is not its home',
}

/** A request that waits, in a line of the list. */
export function pendingLine(request: ExceptionRequest, cli: Cli): string {
  const { id, about, days, waive, by, requestedAt, reason } = request
  const paint = painter(cli.colour)
  const asked = `asked for by ${safeText(by)} ${timeText(requestedAt)}`
  return `${id.padEnd(7)} ${paint('caution', 'pending ')}  ${safeText(about)}  waives ${waive.join(', ')} for ${dayText(days)}; ${asked}: ${safeText(reason)}`
}

/** An exception that stands in a policy, in a line of the list. */
export function standingLine(exception: StandingException, cli: Cli): string {
  const { id, state, entry, use } = exception
  const paint = painter(cli.colour)
  const tone = state === 'active' ? 'good' : state === 'expiring' ? 'caution' : 'faint'
  const about = `${entry.match.project.join(', ')}${entry.match.version ?? ''}`
  const used = use.times === 0 ? 'never used' : `used ${use.times === 1 ? 'once' : `${use.times} times`}`
  const quiet =
    exception.unusedDays === null ? used : `${used}, unused since ${dayText(exception.unusedDays)}`
  return [
    `${safeText(id).padEnd(7)} ${paint(tone, state.padEnd(8))}  ${safeText(about)}  waives ${entry.waive.join(', ')}`,
    termText(exception),
    quiet,
    `${safeText(entry.owner)}: ${safeText(entry.reason)}`,
  ].join('; ')
}

function termText({ state, entry, daysLeft }: StandingException): string {
  if (state === 'expired') return `ended ${entry.expires}`
  if (state === 'not-yet') return `begins ${entry.created}`
  return `ends ${entry.expires}, in ${dayText(daysLeft)}`
}
