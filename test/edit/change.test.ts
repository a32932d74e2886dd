import test from 'ava'
import { EditError, setValues, textDiff, withPatch, withVersion } from '../../src/edit/index.ts'

const TEXT = `# ours
apiVersion: trustctl/v1   # the format
kind: Policy
metadata: { name: mine,   version: 3 }
rules:
  - { id: a, match: { project: ["x-*"] }, deny: "no" }   # hard
  # the second
  - id: b
    match: { kind: [sdist] }
    require: []
`

/** The lines that a change took away and put in. */
function changed(...assignments: readonly string[]): readonly string[] {
  return textDiff(TEXT, setValues(TEXT, assignments), ['a', 'b'])
    .slice(2)
    .filter((line) => /^[-+]/.test(line))
}

const CASES: readonly (readonly [assignment: string, ...lines: string[]])[] = [
  ['mode=warn', '+mode: warn'],
  [
    'metadata.version=4',
    '-metadata: { name: mine,   version: 3 }',
    '+metadata: { name: mine,   version: 4 }',
  ],
  [
    'metadata.owner="a, b"',
    '-metadata: { name: mine,   version: 3 }',
    '+metadata: { name: mine,   version: 3, owner: "a, b" }',
  ],
  ['rules.b.onMissing=warn', '+    onMissing: warn'],
  ['rules[1].match.kind=[sdist, vcs]', '-    match: { kind: [sdist] }', '+    match: { kind: [sdist, vcs] }'],
  [
    'rules[2]={id: c, match: {kind: [vcs]}, require: []}',
    '+  - { id: c, match: { kind: [vcs] }, require: [] }',
  ],
  ['indexes."a.b".url=https://x.example/', '+indexes: { a.b: { url: https://x.example/ } }'],
]

for (const [assignment, ...lines] of CASES) {
  test(`set changes what it names and nothing else: ${assignment}`, (t) => {
    t.deepEqual(changed(assignment), lines)
  })
}

test('several values are set in order, and a block that is replaced keeps the comments around it', (t) => {
  t.is(changed('mode=audit', 'mode=warn').length, 1)
  const text = setValues(TEXT, ['rules.b={id: b, match: {kind: [vcs]}, deny: never}'])
  t.true(text.includes('# the second') && text.includes('# hard') && text.includes('# ours'))
  t.true(text.includes('never'))
})

test('what is no assignment, no value, or names nothing is refused', (t) => {
  for (const wrong of [
    'mode',
    '=x',
    'a.b',
    `${'a.'.repeat(25)}a=1`,
    'rules.zz.deny=1',
    'a=[',
    'kind.x=1',
    'rules.b=&a [*a]',
  ]) {
    t.throws(() => setValues(TEXT, [wrong]), { instanceOf: EditError, code: 'change' }, wrong)
  }
  t.throws(() => setValues('- a\n', ['mode=warn']), { instanceOf: EditError, code: 'change' })
})

test('a version is set in place, and a text without one stays', (t) => {
  t.is(withVersion(TEXT, 9), TEXT.replace('version: 3', 'version: 9'))
  t.is(withVersion('kind: Policy\n', 9), 'kind: Policy\n')
  t.is(withVersion('a: [', 9), 'a: [')
})

test('a diff applied as a patch gives the text again', (t) => {
  const after = TEXT.replace('"no"', '"never"')
  const patch = textDiff(TEXT, after, ['a', 'b']).join('\n')
  t.is(withPatch(TEXT, `${patch}\n`), after)
  t.deepEqual(textDiff(TEXT, TEXT, ['a', 'b']), [])
})

test('a patch of another version, of two files, of nothing, or that is none is refused', (t) => {
  const patch = textDiff(TEXT, TEXT.replace('"no"', '"never"'), ['a', 'b']).join('\n')
  const other = TEXT.replace('kind: [sdist]', 'kind: [vcs]').replace('# the second', '# another')
  const wrongs = [`${patch}\n${patch}\n`, '', 'no patch', `@@ -1,1 +1,1 @@\n-x\n`]
  t.throws(() => withPatch(other.replace('"no"', '"nope"'), patch), { instanceOf: EditError, code: 'change' })
  for (const wrong of wrongs)
    t.throws(() => withPatch(TEXT, wrong), { instanceOf: EditError, code: 'change' }, wrong)
})
