import { columnsOf, pad, painter, safeText } from '../../verdict/index.ts'
import type { Diagnosis } from './doctor.ts'
import type { Finding } from './house/finding.ts'
import type { TriedPip } from './try-pips.ts'

/** What a canary never tells, said at the end of every diagnosis. */
export const NOT_LOOKED_AT = 'not looked at: pips of other users (`sudo pip` is root’s) and of containers'

/** How the lines may look. */
export interface Look {
  readonly colour: boolean
  readonly width: number
}

const SAID: Readonly<
  Record<TriedPip['verdict']['kind'], readonly [word: string, tone: 'good' | 'caution' | 'bad']>
> = {
  'not-covered': ['NOT COVERED', 'bad'],
  'refuses-everything': ['REFUSES ALL', 'bad'],
  unknown: ['unknown', 'caution'],
  covered: ['covered', 'good'],
}
const LEVELS = { bad: ['BAD', 'bad'], caution: ['look', 'caution'], good: ['ok', 'good'] } as const
const VERDICT_WIDTH = 13
const MAX_NAME = 60
const REACHES = { shim: 'shim', witness: '.pth', 'pip-conf': 'pip.conf' } as const

/** The diagnosis for a person: pips worst first, then what of the house is not as it should be, and a line that counts. */
export function diagnosisLines(diagnosis: Diagnosis, look: Look): readonly string[] {
  const { pips, house } = diagnosis
  const troubles = house.filter(({ level }) => level !== 'good')
  return [
    ...pipLines(pips, look),
    ...(troubles.length > 0 ? ['', ...troubles.flatMap((finding) => houseLines(finding, look))] : []),
    '',
    countLine(diagnosis),
    ...fetchedAloneLines(pips),
    NOT_LOOKED_AT,
  ]
}

function pipLines(pips: readonly TriedPip[], { colour }: Look): readonly string[] {
  const paint = painter(colour)
  const names = pips.map(({ name }) => shortened(safeText(name)))
  const width = Math.max(0, ...names.map(columnsOf)) + 2
  return pips.flatMap((pip, at) => {
    const [word, tone] = SAID[pip.verdict.kind]
    const line = `${paint(tone, pad(word, VERDICT_WIDTH))}${pad(names[at] ?? '', width)}${aboutText(pip)}`
    const why = whyOf(pip)
    const said = why === null ? [] : [`${' '.repeat(VERDICT_WIDTH)}${safeText(why)}`]
    const mend = pip.mend === null ? [] : [`${' '.repeat(VERDICT_WIDTH)}mend:  ${pip.mend}`]
    return [line.trimEnd(), ...said, ...mend]
  })
}

/** That what is bad came through is what «not covered» says already. */
function whyOf({ verdict }: TriedPip): string | null {
  switch (verdict.kind) {
    case 'covered':
      return null
    case 'not-covered':
      return verdict.gotThrough.length > 0 ? null : verdict.why
    case 'refuses-everything':
    case 'unknown':
      return verdict.why
  }
}

/** The end of a path tells it apart. */
function shortened(name: string): string {
  return name.length <= MAX_NAME ? name : `…${name.slice(1 - MAX_NAME)}`
}

function aboutText({ python, reached, command, by }: TriedPip): string {
  const roads = reached.length === 0 ? 'bare' : reached.map((reach) => REACHES[reach]).join(' and ')
  if (python === null) return `${safeText(command[0])} (${roads})`
  return safeText(`Python ${python.version}, pip ${python.pip ?? 'none'}, ${by} (${roads})`)
}

function houseLines({ about, level, words, mend }: Finding, { colour }: Look): readonly string[] {
  const [word, tone] = LEVELS[level]
  const line = `${painter(colour)(tone, pad(word, VERDICT_WIDTH))}${about}: ${safeText(words)}`
  return mend === null ? [line] : [line, `${' '.repeat(VERDICT_WIDTH)}mend:  ${safeText(mend)}`]
}

/** A canary comes from an index: what a pip opens by itself only a shim or a witness sees. */
function fetchedAloneLines(pips: readonly TriedPip[]): readonly string[] {
  const count = pips.filter(isFetchedAlone).length
  if (count === 0) return []
  return [
    `${count} of the covered ${count === 1 ? 'is' : 'are'} so for what is fetched alone, by the guard: not for local files, nor with \`--isolated\` (trustctl protect PATH covers a Python wholly)`,
  ]
}

const isFetchedAlone = ({ verdict, reached }: TriedPip): boolean =>
  verdict.kind === 'covered' && !reached.includes('shim') && !reached.includes('witness')

function countLine({ pips, house, withoutPip, silent }: Diagnosis): string {
  const count = (kind: TriedPip['verdict']['kind']): number =>
    pips.filter(({ verdict }) => verdict.kind === kind).length
  const parts = [
    `${pips.length} pips: ${count('covered')} covered, ${count('not-covered')} not covered, ${count('refuses-everything')} refuse all, ${count('unknown')} unknown`,
    `${house.filter(({ level }) => level === 'good').length} of ${house.length} other things are as they should be`,
    ...(withoutPip.length > 0 ? [`${withoutPip.length} Pythons have no pip`] : []),
    ...(silent.length > 0 ? [`${silent.length} did not answer as a Python`] : []),
  ]
  return parts.join('; ')
}
