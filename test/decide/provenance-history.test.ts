import test from 'ava'
import { judge } from '../../src/decide/index.ts'
import { known } from '../protocol/samples.ts'
import {
  about,
  attestedWorld,
  factsOf,
  FLASK,
  github,
  okFact,
  PROVENANCE,
  sdist,
  tell,
  unreachable,
  wheel,
} from './releases-world.ts'

const ours = github()
const three = [wheel('3.1.0'), wheel('3.1.1'), wheel('3.1.2')]

function attestedBy(publisher = ours, files = three): Record<string, typeof publisher> {
  return Object.fromEntries(files.map(({ filename }) => [filename, publisher]))
}

test('three attested releases, then one without: lost, with who attested before', async (t) => {
  const world = attestedWorld(attestedBy())
  await tell(world, three)
  for (const file of three) await factsOf(world, file)
  const bare = wheel('3.1.3', { attested: false })
  await tell(world, [...three, bare])
  t.like(okFact(await factsOf(world, bare), 'provenance-state'), {
    state: 'lost-provenance',
    line: '3',
    before: { version: '3.1.2', publisher: ours },
    attestedFiles: 0,
    files: 1,
  })
})

test('lost, and told who attested before, also by a machine that never installed the project', async (t) => {
  const bare = wheel('3.1.3', { attested: false })
  const world = attestedWorld(attestedBy())
  await tell(world, [...three, bare])
  t.deepEqual(await judge(about(bare), world), {
    kind: 'precedent-wanted',
    filename: 'flask-3.1.2-py3-none-any.whl',
  })
  t.like(okFact(await factsOf(world, bare), 'provenance-state'), {
    state: 'lost-provenance',
    before: { version: '3.1.2', publisher: ours },
  })
})

const RELATIONS = {
  'by another workflow': [github({ workflow: 'other.yml' }), 'changed', 'changed-provenance'],
  'by another repository': [
    github({ repository: 'mallory/flask', repositoryId: '666' }),
    'changed',
    'changed-provenance',
  ],
  'under a name that came back under another id': [
    github({ repositoryId: '666' }),
    'changed',
    'changed-provenance',
  ],
  'by another owner of the same name': [github({ ownerId: '666' }), 'changed', 'changed-provenance'],
  'by the same repository under a new name': [
    github({ repository: 'pallets-eco/flask' }),
    'renamed',
    'full-provenance',
  ],
} as const

for (const [what, [publisher, relation, state]] of Object.entries(RELATIONS)) {
  test(`a release attested ${what} is ${relation}`, async (t) => {
    const next = wheel('3.1.3')
    const world = attestedWorld({ ...attestedBy(), [next.filename]: publisher })
    await tell(world, [...three, next])
    const facts = await factsOf(world, next)
    t.is(okFact(facts, 'publisher')?.relation, relation)
    t.is(okFact(facts, 'provenance-state')?.state, state)
    const remembered = await world.store.publishers(FLASK)
    t.is(
      remembered.some(({ by }) => by === 'history'),
      true,
    )
    t.is(
      remembered.some(({ by }) => by === 'first-use'),
      relation === 'renamed',
    )
  })
}

test("an old line's fix release is held against its own line", async (t) => {
  const old = [wheel('2.3.0', { attested: false }), wheel('2.3.1', { attested: false })]
  const fix = wheel('2.3.2', { attested: false })
  const world = attestedWorld(attestedBy())
  await tell(world, [...old, ...three, fix])
  t.is(okFact(await factsOf(world, fix), 'provenance-state')?.state, 'no-provenance')
})

test('a new line is held against the release before it, an epoch is another line', async (t) => {
  const world = attestedWorld(attestedBy())
  const four = wheel('4.0', { attested: false })
  const epoch = wheel('1!3.0', { attested: false, filename: 'flask-1_3.0-py3-none-any.whl' })
  await tell(world, [...three, four, epoch])
  t.like(okFact(await factsOf(world, four), 'provenance-state'), {
    state: 'lost-provenance',
    line: '4',
    before: { version: '3.1.2' },
  })
  // The release before the epoch's is 4.0, which has none.
  t.like(okFact(await factsOf(world, epoch), 'provenance-state'), { state: 'no-provenance', line: '1!3' })
})

test('files of another class are compared only where there are none of their own', async (t) => {
  const mac = { filename: 'flask-3.1.1-cp312-cp312-macosx_11_0_arm64.whl', attested: false }
  const nextMac = wheel('3.1.2', { ...mac, filename: mac.filename.replace('3.1.1', '3.1.2') })
  const files = [wheel('3.1.1'), wheel('3.1.1', mac), wheel('3.1.2'), nextMac]
  const world = attestedWorld({})
  await tell(world, files)
  t.is(okFact(await factsOf(world, nextMac), 'provenance-state')?.state, 'partial-provenance')
  const source = sdist('3.1.2', { attested: false })
  await tell(world, [...files, source])
  t.is(okFact(await factsOf(world, source), 'provenance-state')?.state, 'lost-provenance')
})

test('an index that never offered provenance can not lose it; one that did, also by taking it back', async (t) => {
  const never = attestedWorld({})
  const bare = wheel('3.1.2', { attested: false })
  await tell(never, [wheel('3.1.1', { attested: false }), bare], { offersProvenance: false })
  t.is(okFact(await factsOf(never, bare), 'provenance-state')?.state, 'no-provenance')
  const world = attestedWorld({})
  await tell(world, [wheel('3.1.2')])
  await tell(world, [bare], { offersProvenance: false })
  const state = okFact(await factsOf(world, bare, { offer: 'not-offered' }), 'provenance-state')
  t.like(state, { state: 'lost-provenance', before: { version: '3.1.2' } })
})

test('history is per index', async (t) => {
  const world = attestedWorld({})
  const bare = wheel('3.1.2', { attested: false })
  await tell(world, [wheel('3.1.1')], { index: { url: 'https://other.example/simple', insecure: false } })
  await tell(world, [bare])
  t.is(okFact(await factsOf(world, bare), 'provenance-state')?.state, 'no-provenance')
})

test('full, partial, and attested by two within one release', async (t) => {
  const [first, second] = [wheel('1.0'), sdist('1.0')]
  const others = github({ repository: 'mallory/flask', repositoryId: '666' })
  const world = attestedWorld({ [first.filename]: ours, [second.filename]: others })
  await tell(world, [first, second])
  t.is(okFact(await factsOf(world, first), 'provenance-state')?.state, 'full-provenance')
  const facts = await factsOf(world, second)
  t.is(okFact(facts, 'provenance-state')?.state, 'inconsistent-provenance')
  t.is(okFact(facts, 'publisher')?.relation, 'changed')
  const partial = attestedWorld({ [first.filename]: ours })
  await tell(partial, [first, { ...second, attested: false }])
  t.is(okFact(await factsOf(partial, first), 'provenance-state')?.state, 'partial-provenance')
})

test('where evidence can not be had, whether provenance was lost is left open', async (t) => {
  const world = attestedWorld({}, { verify: unreachable })
  await tell(world, three)
  const facts = await factsOf(world, wheel('3.1.3', { attested: false }))
  t.like(
    facts.find(({ check }) => check === 'provenance-state'),
    { result: 'unavailable', finding: { code: 'TC2104' } },
  )
})

test('the precedent is asked for once, and only of a project that nobody is remembered for', async (t) => {
  const world = attestedWorld(attestedBy())
  await tell(world, three)
  const newest = known(three[2])
  const asked = about(newest)
  t.deepEqual(await judge(asked, world), {
    kind: 'precedent-wanted',
    filename: 'flask-3.1.1-py3-none-any.whl',
  })
  t.is((await world.store.counts()).decisions, 0)
  const nothing = { filename: 'flask-3.1.1-py3-none-any.whl', evidence: [] }
  t.is((await judge({ ...asked, precedent: nothing }, world)).kind, 'verdict')
  t.is((await judge(asked, world)).kind, 'verdict')
  t.deepEqual(
    (await world.store.publishers(FLASK)).map(({ by, lines }) => [by, lines]),
    [['first-use', ['3']]],
  )
})

test("the precedent's evidence is held to the listing's digest, and another file's counts for nothing", async (t) => {
  const [first, second, third] = three.map((file) => known(file))
  const mallory = github({ repository: 'mallory/flask', repositoryId: '666' })
  const world = attestedWorld({ ...attestedBy(), [known(first).filename]: mallory })
  await tell(world, three)
  const asked = about(known(third))
  const wrong = { filename: known(first).filename, evidence: [PROVENANCE] }
  await judge({ ...asked, precedent: wrong }, { ...world, store: world.store })
  t.deepEqual(
    (await world.store.publishers(FLASK)).map(({ by }) => by),
    ['first-use'],
  )
  const fresh = attestedWorld(attestedBy())
  await tell(fresh, three)
  await factsOf(fresh, known(third))
  const earlier = fresh.asked.find(({ artifact }) => artifact.filename === known(second).filename)
  t.is(earlier?.artifact.sha256, known(known(second).sha256))
})

test('nobody is remembered of what was refused, nor of a run in which code of an artifact had run', async (t) => {
  const refusing = attestedWorld(attestedBy())
  await tell(refusing, three)
  const newest = known(three[2])
  const claimed = [{ by: 'index', sha256: known(wheel('9.9').sha256) }] as const
  await factsOf(refusing, newest, { claimed })
  t.deepEqual(await refusing.store.publishers(FLASK), [])
  const tainted = attestedWorld(attestedBy())
  await tell(tainted, three)
  await factsOf(tainted, newest, { run: { ...about(newest).run, tainted: true } })
  t.deepEqual(await tainted.store.publishers(FLASK), [])
})

test('whom a person accepts is the same from then on; without lines, on every line', async (t) => {
  const other = github({ workflow: 'other.yml' })
  const next = wheel('3.1.3')
  const world = attestedWorld({ ...attestedBy(), [next.filename]: other })
  await tell(world, [...three, next])
  for (const file of three) await factsOf(world, file)
  t.is(okFact(await factsOf(world, next), 'publisher')?.relation, 'changed')
  const [remembered] = await world.store.publishers(FLASK)
  await world.store.rememberPublisher({ ...known(remembered), publisher: other, lines: [], by: 'person' })
  t.is(okFact(await factsOf(world, next), 'publisher')?.relation, 'same')
})

test('a first publisher is told with the earlier version that had none, where the index could have named it', async (t) => {
  const [before, next] = [wheel('1.0', { attested: false }), wheel('1.1')]
  const world = attestedWorld({ [next.filename]: ours })
  await tell(world, [before, next])
  t.like(okFact(await factsOf(world, next), 'publisher'), { relation: 'first', absentBefore: '1.0' })
  const late = attestedWorld({ [next.filename]: ours })
  await tell(late, [before, next], { offersProvenance: false })
  t.like(okFact(await factsOf(late, next), 'publisher'), { relation: 'first', absentBefore: null })
})
