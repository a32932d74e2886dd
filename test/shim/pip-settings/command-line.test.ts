import test from 'ava'
import fc from 'fast-check'
import { parseCommandLine } from '../../../shim/pip-settings/index.ts'

const value = (argv: readonly string[], name: string): string | null | undefined =>
  parseCommandLine(argv).options.findLast((option) => option.name === name)?.value

for (const [argv, expected] of [
  [['install', '--proxy', 'http://a', 'x'], 'http://a'],
  [['install', '--proxy=http://a', 'x'], 'http://a'],
  [['--prox', 'http://a', 'install', 'x'], 'http://a'],
  [['--pro', 'http://a', 'install'], undefined],
  [['install', '--proxy', '', 'x'], ''],
  [['install', '--proxy='], ''],
  [['install', '--proxy'], ''],
  [['install', '--', '--proxy', 'http://a'], undefined],
  [['install', '--log', '--proxy', 'x'], undefined],
  [['--proxy', 'http://a', 'install', '--proxy', 'http://b'], 'http://b'],
] as const) {
  test(`the proxy of ${JSON.stringify(argv)}`, (t) => t.is(value(argv, 'proxy'), expected))
}

test('the command is the first word that is no option and no value', (t) => {
  t.is(parseCommandLine(['--proxy', 'list', 'install', 'x']).command, 'install')
  t.is(parseCommandLine([]).command, null)
})

test('short options stand in bundles and take what is left', (t) => {
  t.is(value(['install', '-qqihttp://i', 'x'], 'index-url'), 'http://i')
  t.is(value(['install', '-f', 'links', 'x'], 'find-links'), 'links')
  t.deepEqual(parseCommandLine(['install', '-Ur', 'r.txt', 'x']).words, ['x'])
})

test('other names of one option are that option', (t) => {
  t.is(value(['install', '--pypi-url', 'http://i'], 'index-url'), 'http://i')
  t.is(value(['install', '--index-u', 'http://i'], 'index-url'), 'http://i')
})

for (const [argv, expected] of [
  [['install', '--timeout'], true],
  [['install', '-r'], true],
  [['install', '-Uqr'], true],
  [['install', '--timeout', '--', 'x'], true],
  [['install', '--timeout='], false],
  [['install', '--timeout', '', 'x'], false],
  [['install', '--', '--timeout'], false],
  [['install', '--no-deps'], false],
] as const) {
  test(`a value is ${expected ? 'missing' : 'not missing'} in ${JSON.stringify(argv)}`, (t) =>
    t.is(parseCommandLine(argv).lacksValue, expected))
}

test('nothing that is typed makes it throw or lose words behind the dashes', (t) => {
  fc.assert(
    fc.property(fc.array(fc.string()), fc.array(fc.string()), (before, after) => {
      const { words, command } = parseCommandLine([
        ...before.filter((word) => !word.startsWith('-')),
        '--',
        ...after,
      ])
      return after.every((word) => word === command || words.includes(word))
    }),
  )
  t.pass()
})
