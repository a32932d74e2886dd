import type { BypassUse } from '../../report/index.ts'
import { safeText, sheet, timeText, type SheetRow } from '../../verdict/index.ts'
import type { Cli } from '../cli.ts'
import { heading, paragraph } from './paragraph.ts'

const MAX_PASSED = 20

/** Every bypass with what passed by it: shown also where there was none. */
export function bypassLines(bypasses: readonly BypassUse[], cli: Cli): readonly string[] {
  if (bypasses.length === 0) return heading('bypasses: none', cli)
  const passed = bypasses.reduce((sum, each) => sum + each.passed.length, 0)
  return [
    ...heading(
      `bypasses: ${bypasses.length}; ${passed} ${passed === 1 ? 'decision' : 'decisions'} passed by them`,
      cli,
      'bad',
    ),
    ...bypasses.flatMap((bypass) => oneBypass(bypass, cli)),
  ]
}

function oneBypass(
  { reason, by, from, until, isEndedEarly, passed }: BypassUse,
  cli: Cli,
): readonly string[] {
  const begin = from === null ? 'before' : timeText(from)
  const end = until === null ? '' : ` to ${timeText(until)}${isEndedEarly ? ' (ended)' : ''}`
  const rows = passed
    .slice(0, MAX_PASSED)
    .map(({ what, code, ref }): SheetRow => [code, `${safeText(what)}  (${safeText(ref)})`])
  const left = passed.length - rows.length
  return [
    ...paragraph(`${begin}${end} by ${safeText(by)}: ${safeText(reason)}`, 2, cli),
    ...(passed.length === 0 ? ['    nothing passed by it'] : sheet(rows, 4, cli.width)),
    ...(left === 0 ? [] : [`    and ${left} more: trustctl report --json`]),
  ]
}
