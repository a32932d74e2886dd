import fc from 'fast-check'
import test from 'ava'
import { evaluate } from '../../../src/policy/index.ts'
import type { Fact, RebuildFact } from '../../../src/verdict/index.ts'
import { NOW, policyOf, question, sha, wanting } from '../world.ts'

const REBUILDERS =
  'rebuilders: { acme: { keyring: acme-rebuild }, oss: { keyring: oss-rebuild }, third: { keyring: acme-release } }\n'

function decide(requirement: string, facts: readonly Fact[], settings = '', more = ''): string {
  const rule = `rules: [ { id: r, match: { project: ["*"] }, require: [q]${settings} } ]`
  const policy = policyOf(`${REBUILDERS}requirements: { q: { rebuild: ${requirement} } }\n${rule}\n${more}`)
  const { decision, code } = evaluate(question(facts), policy, NOW)
  return `${decision} ${code}`
}

const by = (owner: string, ...keyrings: readonly string[]): Extract<RebuildFact, { result: 'ok' }> => ({
  check: 'rebuild',
  result: 'ok',
  grade: 'identical',
  fingerprint: owner,
  keyrings,
  owner,
  builder: null,
  origin: { via: 'folder', where: 'x' },
})

const ACME = by('Acme', 'acme-rebuild')
const OSS = by('OSS', 'oss-rebuild')
const TWO = '{ atLeast: 2, of: [acme, oss] }'

test('as many different rebuilders as are asked for, of those that are named', (t) => {
  t.is(decide(TWO, [ACME, OSS]), 'allow TC0000')
  t.is(decide(TWO, [ACME]), 'block TC2503')
  t.is(decide(TWO, [ACME, by('Third', 'acme-release')]), 'block TC2503')
  t.is(decide('{ atLeast: 1, of: [acme, oss] }', [OSS]), 'allow TC0000')
  t.is(decide(TWO, []), 'block TC2501')
  t.is(decide(TWO, [by('Third', 'acme-release')]), 'block TC2501')
})

test('several keys or people of one keyring are one rebuilder', (t) => {
  t.is(decide(TWO, [ACME, by('Acme too', 'acme-rebuild')]), 'block TC2503')
})

test('one key in two keyrings counts once, and so does one person with two keys', (t) => {
  const both = by('Both', 'acme-rebuild', 'oss-rebuild')
  t.is(decide(TWO, [both]), 'block TC2503')
  t.is(decide(TWO, [both, ACME]), 'allow TC0000')
  t.is(decide(TWO, [ACME, both]), 'allow TC0000')
  const [here, there] = [
    by('Dana <d@acme.example>', 'acme-rebuild'),
    by('D. <D@acme.example>', 'oss-rebuild'),
  ]
  t.is(decide(TWO, [here, there]), 'block TC2503')
})

test('a shared key is given to whom it helps', (t) => {
  const three = '{ atLeast: 3, of: [acme, oss, third] }'
  const shared = [
    by('1', 'acme-rebuild', 'oss-rebuild'),
    by('2', 'acme-rebuild', 'acme-release'),
    by('3', 'acme-rebuild'),
  ]
  for (const facts of [
    shared,
    shared.toReversed(),
    [shared[1] ?? ACME, shared[0] ?? ACME, shared[2] ?? ACME],
  ])
    t.is(decide(three, facts), 'allow TC0000')
  t.is(decide(three, shared.slice(0, 2)), 'block TC2503')
})

const RINGS = ['acme-rebuild', 'oss-rebuild', 'acme-release'] as const

/** Tries every way to give each rebuilder a signer of its own. */
function most(
  rings: readonly string[],
  facts: readonly RebuildFact[],
  taken: ReadonlySet<string> = new Set(),
): number {
  const [ring, ...rest] = rings
  if (ring === undefined) return 0
  const choices = facts.flatMap((fact) =>
    fact.result === 'ok' && fact.keyrings.includes(ring) && !taken.has(fact.owner)
      ? [1 + most(rest, facts, new Set([...taken, fact.owner]))]
      : [],
  )
  return Math.max(most(rest, facts, taken), ...choices)
}

test('the count is that of the best way to tell rebuilders apart', (t) => {
  const fact = fc
    .tuple(fc.constantFrom('1', '2', '3', '4'), fc.subarray([...RINGS], { minLength: 1 }))
    .map(([owner, keyrings]) => by(owner, ...keyrings))
  fc.assert(
    fc.property(fc.array(fact, { maxLength: 6 }), (facts) => {
      const count = most(RINGS, facts)
      const asked = (atLeast: number) =>
        decide(`{ atLeast: ${atLeast}, of: [acme, oss, third] }`, facts).startsWith('allow')
      t.deepEqual(
        [1, 2, 3].map(asked),
        [1, 2, 3].map((atLeast) => count >= atLeast),
      )
    }),
    { numRuns: 100 },
  )
})

test('what is wanting follows the settings of the rule, and is told by its own code', (t) => {
  const settings = ', onMissing: warn, onUnavailable: block'
  t.is(decide(TWO, [ACME], settings), 'warn TC2503')
  t.is(decide(TWO, [wanting('rebuild', 'missing', 'TC2511')], settings), 'warn TC2511')
  t.is(decide(TWO, [wanting('rebuild', 'missing', 'TC2514')], settings), 'warn TC2514')
  t.is(decide(TWO, [wanting('rebuild', 'unavailable', 'TC2502')], settings), 'block TC2502')
  t.is(decide(TWO, [ACME, wanting('rebuild', 'unavailable', 'TC2502')], settings), 'block TC2503')
  t.is(decide(TWO, [ACME, OSS, wanting('rebuild', 'missing', 'TC2511')], settings), 'allow TC0000')
})

test('a statement that was forged blocks, whatever else is there', (t) => {
  t.is(
    decide(TWO, [ACME, OSS, wanting('rebuild', 'invalid', 'TC2513')], ', onMissing: allow'),
    'block TC2513',
  )
})

test('an exception may waive it', (t) => {
  const exception = `exceptions: [ { id: E, match: { project: [flask], sha256: [${sha('a')}] }, waive: [rebuild], owner: o, reason: r, created: "2026-10-01", expires: "2026-12-01" } ]`
  t.is(decide(TWO, [], '', exception), 'allow TC4009')
})
