import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { parse } from 'yaml'
import { evaluate, PRESET_NAMES, presetPolicy, type PresetName } from '../../src/policy/index.ts'
import type { ProvenanceOffer } from '../../src/verdict/index.ts'
import { artifactOf, FACTS, known, NOW, presets, RUN, type ArtifactChanges } from './world.ts'

interface Situation extends Readonly<Record<PresetName, string>> {
  readonly name: string
  readonly artifact?: ArtifactChanges
  readonly facts: readonly string[]
  readonly offer?: ProvenanceOffer
}

const situations: readonly Situation[] = parse(
  readFileSync(join(import.meta.dirname, 'situations.yaml'), 'utf8'),
)

test('the table has forty situations', (t) => {
  t.true(situations.length >= 40)
})

for (const situation of situations) {
  for (const preset of PRESET_NAMES) {
    test(`${preset}: ${situation.name}`, (t) => {
      const facts = situation.facts.map((name) => known(FACTS[name] ?? null))
      const artifact = artifactOf(situation.artifact)
      const question = { artifact, facts, run: RUN, offer: situation.offer ?? 'none' }
      const { decision, code, rule } = evaluate(question, presetPolicy(presets, preset), NOW)
      t.is(`${decision} ${code} ${rule}`, situation[preset])
    })
  }
}
