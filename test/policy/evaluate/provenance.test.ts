/** `provenance` asks for a build level, a builder and a maker of one and the same SLSA provenance. */
import test from 'ava'
import { evaluate } from '../../../src/policy/index.ts'
import type { BuildLevel, Fact, Publisher } from '../../../src/verdict/index.ts'
import { attested, NOW, PALLETS, policyOf, publisherFact, question, sha, wanting } from '../world.ts'

const GENERIC =
  'https://github.com/slsa-framework/slsa-github-generator/.github/workflows/generator_generic_slsa3.yml@refs/tags/v2.1.0'
const EVIL = { ...PALLETS, repository: 'evil/flask', repositoryId: '99' }

const built = (level: BuildLevel, publisher: Publisher = PALLETS) =>
  attested(publisher, {
    predicate: 'slsa-provenance',
    predicateType: 'https://slsa.dev/provenance/v1',
    builder: publisher.subject,
    build: { buildType: 'b', source: null, level, why: 'it was signed elsewhere' },
  })

const policy = (requirement: string, more = 'onMissing: warn, onUnavailable: warn') =>
  policyOf(`
identities:
  site: { kind: github, repository: pallets/flask, workflow: publish.yaml }
requirements: { q: ${requirement} }
rules: [ { id: r, match: { project: ["*"] }, require: [q], ${more} } ]
`)

const decided = (requirement: string, facts: readonly Fact[], more?: string) => {
  const { decision, code } = evaluate(question(facts), policy(requirement, more), NOW)
  return `${decision} ${code}`
}

for (const wanted of [1, 2, 3]) {
  test(`build level ${wanted} is met from there on`, (t) => {
    const requirement = `{ provenance: { slsaBuildLevel: ${wanted} } }`
    for (const level of [1, 2, 3] as const)
      t.is(
        decided(requirement, [built(level)]),
        level >= wanted ? 'allow TC0000' : 'warn TC2207',
        `level ${level}`,
      )
    t.is(decided(requirement, [built(1), built(3), built(2)]), 'allow TC0000')
  })
}

test('no provenance in its form is missing, whatever else is attested', (t) => {
  const requirement = '{ provenance: { slsaBuildLevel: 1 } }'
  const unformed = attested(PALLETS, { predicate: 'slsa-provenance', builder: GENERIC })
  t.is(decided(requirement, []), 'warn TC2206')
  t.is(decided(requirement, [attested()]), 'warn TC2206')
  t.is(decided(requirement, [unformed]), 'warn TC2206')
  t.is(decided(requirement, [attested()], 'onMissing: block'), 'block TC2206')
})

test('while attestations can not be had, a lower level may not be the last word', (t) => {
  const requirement = '{ provenance: { slsaBuildLevel: 2 } }'
  const silent = wanting('attestation', 'unavailable', 'TC2104')
  const settings = 'onMissing: allow, onUnavailable: block'
  t.is(decided(requirement, [silent], settings), 'block TC2206')
  t.is(decided(requirement, [built(1), silent], settings), 'block TC2207')
  t.is(decided(requirement, [built(2), silent], settings), 'allow TC0000')
})

test('the builder is that of the certificate, not the one that the statement names', (t) => {
  const requirement = `{ provenance: { slsaBuildLevel: 2, builders: ["${GENERIC.replace('v2.1.0', 'v*')}"] } }`
  const byGenerator = built(3, { ...PALLETS, subject: GENERIC })
  t.is(decided(requirement, [byGenerator]), 'allow TC0000')
  t.is(decided(requirement, [{ ...built(2), builder: GENERIC }]), 'block TC2208')
  t.is(decided(requirement, [{ ...built(1), builder: GENERIC }]), 'warn TC2207')
  t.is(decided(requirement, [built(2), byGenerator]), 'allow TC0000')
})

test('by whom: its own list, and that of an attestation beside it or above', (t) => {
  const own = '{ provenance: { slsaBuildLevel: 3, by: [site] } }'
  t.is(decided(own, [built(3, EVIL)]), 'block TC2201')
  t.is(decided(own, [built(3)]), 'allow TC0000')
  for (const beside of [
    '{ all: [ { attestation: { by: [site] } }, { provenance: { slsaBuildLevel: 3 } } ] }',
    '{ all: [ { attestation: { by: [site] } }, { any: [ { provenance: { slsaBuildLevel: 3 } }, { signature: { by: [] } } ] } ] }',
  ].map((text) => text.replace(', { signature: { by: [] } }', ''))) {
    t.is(decided(beside, [attested(), built(3)]), 'allow TC0000', beside)
    // A stranger who was handed the bytes can have any builder sign for them.
    t.is(decided(beside, [attested(), built(3, EVIL)]), 'block TC2201', beside)
    t.is(decided(beside, [built(3), attested(EVIL)]), 'allow TC0000', beside)
  }
})

test('the publisher that is remembered counts for a provenance beside it', (t) => {
  const requirement =
    '{ all: [ { attestation: { by: [tofu-pin] } }, { provenance: { slsaBuildLevel: 3 } } ] }'
  const facts = [attested(), built(3, EVIL), publisherFact('same'), publisherFact('changed', EVIL)]
  t.is(decided(requirement, facts), 'block TC2204')
  t.is(decided(requirement, [attested(), built(3), publisherFact('same')]), 'allow TC0000')
})

test('a reusable workflow that builds for the remembered publisher is no stranger', (t) => {
  const requirement =
    '{ all: [ { attestation: { by: [tofu-pin] } }, { provenance: { slsaBuildLevel: 3 } } ] }'
  const builder = { ...PALLETS, subject: GENERIC }
  const facts = [attested(), built(3, builder), publisherFact('same', builder)]
  const refuse = policyOf(`
requirements: { q: ${requirement} }
tofu: { firstUse: { workstation: refuse } }
rules: [ { id: r, match: { project: ["*"] }, require: [q] } ]
`)
  t.is(evaluate(question(facts), refuse, NOW).code, 'TC0000')
  const stranger = [...facts.slice(0, 1), built(3, { ...builder, repositoryId: '5' }), facts[2] ?? attested()]
  t.is(evaluate(question(stranger), refuse, NOW).code, 'TC2205')
})

test('a transparency log beside it must hold the provenance itself', (t) => {
  const requirement =
    '{ all: [ { transparency: { logs: [sigstore-public] } }, { provenance: { slsaBuildLevel: 2 } } ] }'
  t.is(decided(requirement, [attested(), { ...built(2), log: [] }]), 'warn TC2203')
  t.is(decided(requirement, [attested(), built(2)]), 'allow TC0000')
})

test('an exception waives it by its name, and by no other', (t) => {
  const exception = (waive: string) => `
exceptions:
  - { id: e, match: { project: [flask], sha256: ["${sha('a')}"] }, waive: [${waive}], owner: o, reason: r, created: "2026-10-01", expires: "2026-12-01" }
`
  const text = (waive: string) =>
    policyOf(`
requirements: { q: { provenance: { slsaBuildLevel: 3 } } }
rules: [ { id: r, match: { project: ["*"] }, require: [q] } ]
${exception(waive)}`)
  t.like(evaluate(question([built(1)]), text('provenance'), NOW), { decision: 'allow', exception: 'e' })
  t.like(evaluate(question([built(1)]), text('attestation, transparency, publisher'), NOW), {
    decision: 'block',
    code: 'TC2207',
    exception: null,
  })
})
