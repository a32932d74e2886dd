import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { parse } from 'yaml'
import { evaluate, PRESET_NAMES, presetPolicy, type PresetName } from '../../src/policy/index.ts'
import { isReasonCode } from '../../src/verdict/index.ts'
import { situationQuestion, type Situation } from './situation.ts'
import { known, NOW, presets } from './world.ts'

interface Expected extends Situation, Readonly<Record<PresetName, string>> {
  /** What the first reason says, by code: found, then expected; a list where presets expect different things. */
  readonly words?: Readonly<Record<string, string | readonly string[]>>
}

const situations: readonly Expected[] = parse(
  readFileSync(join(import.meta.dirname, 'situations.yaml'), 'utf8'),
)

test('the table has sixty situations, each of its own', (t) => {
  t.true(situations.length >= 60)
  t.is(new Set(situations.map(({ name }) => name)).size, situations.length)
})

for (const situation of situations) {
  for (const preset of PRESET_NAMES) {
    test(`${preset}: ${situation.name}`, (t) => {
      const policy = presetPolicy(presets, preset)
      const { decision, code, rule, reasons } = evaluate(situationQuestion(situation), policy, NOW)
      t.is(`${decision} ${code} ${rule}`, situation[preset])
      const [first] = reasons
      const words = [situation.words?.[code] ?? []].flat()
      if (first !== undefined) t.true(words.includes(`${first.found}; expected ${first.expected}`))
    })
  }
}

test('each code of the table is one, and has words that some preset says', (t) => {
  for (const { name, words = {}, ...rest } of situations) {
    const told = PRESET_NAMES.map((preset) => known(rest[preset].split(' ')[1]))
    t.true(
      told.every((code) => isReasonCode(code)),
      name,
    )
    const codes = told.filter((code) => code !== 'TC0000')
    t.deepEqual(Object.keys(words).toSorted(), [...new Set(codes)].toSorted(), name)
  }
})
