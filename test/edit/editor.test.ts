import test from 'ava'
import { chooseEditor, EditError, editorCall, seemsForked, type Editor } from '../../src/edit/index.ts'

const none = (): boolean => false

test('the variables come in their order, and an empty one is none', (t) => {
  const env = { TRUSTCTL_EDITOR: 'one', VISUAL: 'two', EDITOR: 'three' }
  t.like(chooseEditor(env, none), { program: 'one', from: 'TRUSTCTL_EDITOR' })
  t.like(chooseEditor({ ...env, TRUSTCTL_EDITOR: ' ' }, none), { program: 'two', from: 'VISUAL' })
  t.like(chooseEditor({ EDITOR: 'three' }, none), { program: 'three', from: 'EDITOR' })
})

test('without a variable, what the system has; without that, words', (t) => {
  t.like(
    chooseEditor({}, (name) => name !== 'sensible-editor'),
    { program: 'nano', from: null },
  )
  t.like(
    chooseEditor({}, (name) => name === 'vi'),
    { program: 'vi' },
  )
  t.throws(() => chooseEditor({}, none), { instanceOf: EditError, code: 'editor' })
})

const COMMANDS: readonly (readonly [command: string, ...words: string[]])[] = [
  ['code --wait', 'code', '--wait'],
  ['"/opt/my editor/bin/ed" -n', '/opt/my editor/bin/ed', '-n'],
  [`'/opt/it''s/ed'  --title="a \\"b\\""`, '/opt/its/ed', '--title=a "b"'],
  ['/opt/my\\ editor/ed', '/opt/my editor/ed'],
  ['ed $HOME;rm `x` *', 'ed', '$HOME;rm', '`x`', '*'],
  [`ed ''`, 'ed', ''],
]

for (const [command, ...words] of COMMANDS) {
  test(`a command is split as a shell would, without one: ${command}`, (t) => {
    const { program, args } = chooseEditor({ EDITOR: command }, none)
    t.deepEqual([program, ...args], words)
  })
}

test('a quote or backslash that is not closed is refused', (t) => {
  for (const EDITOR of [`vi "x`, `vi 'x`, 'vi x\\']) {
    t.throws(() => chooseEditor({ EDITOR }, none), { instanceOf: EditError, code: 'editor' }, EDITOR)
  }
})

function argsFor(program: string, line: number | null): readonly string[] {
  return editorCall({ ...editor(program), args: ['-x'] }, 'f.yaml', line).args
}

function editor(program: string): Editor {
  return { program, args: [], from: null }
}

test('the line is named as the editor takes it, and not where it is not known to', (t) => {
  t.deepEqual(argsFor('/usr/bin/vim', 7), ['-x', '+7', 'f.yaml'])
  t.deepEqual(argsFor('nano', 7), ['-x', '+7', 'f.yaml'])
  t.deepEqual(argsFor('code', 7), ['-x', '--goto', 'f.yaml:7'])
  t.deepEqual(argsFor('hx', 7), ['-x', 'f.yaml:7'])
  t.deepEqual(argsFor('my-editor', 7), ['-x', 'f.yaml'])
  t.deepEqual(argsFor('vim', null), ['-x', 'f.yaml'])
})

test('an editor that was back at once may be open elsewhere, unless it changed the file or draws on the terminal', (t) => {
  t.true(seemsForked(editor('code'), { changed: false, tookMs: 100 }))
  t.false(seemsForked(editor('code'), { changed: true, tookMs: 100 }))
  t.false(seemsForked(editor('code'), { changed: false, tookMs: 60_000 }))
  t.false(seemsForked(editor('/usr/bin/vi'), { changed: false, tookMs: 100 }))
})
