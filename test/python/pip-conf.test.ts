import { execFileSync } from 'node:child_process'
import test from 'ava'
import fc from 'fast-check'
import { PythonError, withoutOurSettings, withOurSettings } from '../../src/python/index.ts'

const OURS = { proxy: 'http://run:t@127.0.0.1:9', cert: '/state/a.pem', 'cache-dir': '/cache/pip' }

/** What Python's own parser makes of a file: `[section, option, value]` rows. */
function read(text: string): readonly (readonly [string, string, string])[] {
  const script =
    'import configparser,json,sys\np=configparser.RawConfigParser()\np.read_string(sys.stdin.read())\nprint(json.dumps([[s,k,v] for s in p.sections() for k,v in p.items(s)]))'
  return JSON.parse(execFileSync('python3', ['-c', script], { input: text, stdio: 'pipe' }).toString())
}

const MINE = [
  '; first\r\n[global]\r\n  index-url = https://i/simple\r\n  Proxy: http://corp:3128\r\n  timeout = 9\r\n[install]\r\ncert=/corp.pem\r\nextra-index-url =\r\n  https://a\r\n\r\n  https://b\r\n',
  '[list]\nformat = json',
  '[global]\nproxy = http://a\n  http://b\n# why\n  http://c\nno_cache_dir = true\n',
  '',
]

test('Python reads ours in force and everything else as before; taken out, every byte is as it was', (t) => {
  for (const text of MINE) {
    const { text: edited, replaced } = withOurSettings(text, OURS)
    const rows = read(edited)
    const value = (section: string, name: string): string | undefined =>
      rows.find(([in_, option]) => in_ === section && option === name)?.[2]
    t.is(value('global', 'proxy'), OURS.proxy)
    t.is(value('global', 'cert'), OURS.cert)
    t.is(value('install', 'cert'), undefined)
    const others = read(text).filter(([, option]) => !['proxy', 'cert', 'cache-dir'].includes(option))
    for (const row of others) t.deepEqual(rows.filter((each) => each.join() === row.join()).length, 1)
    const back = withoutOurSettings(edited, OURS, replaced)
    t.is(back.replace(/\n$/, ''), text.replace(/\n$/, ''))
  }
})

test('where nothing is cached, no cache folder is set', (t) => {
  t.false(withOurSettings('[global]\nno-cache-dir = true\n', OURS).text.includes('/cache/pip'))
  t.true(withOurSettings('[global]\nno-cache-dir = false\n', OURS).text.includes('/cache/pip'))
})

test('an editor’s lines stay, inside our block and outside', (t) => {
  const { text, replaced } = withOurSettings('[global]\nproxy = http://corp\n', OURS)
  const more = text.replace('cert =', 'timeout = 3\ncert =') + '[install]\nuser = yes\n'
  t.is(
    withoutOurSettings(more, OURS, replaced),
    '[global]\ntimeout = 3\nproxy = http://corp\n[install]\nuser = yes\n',
  )
})

test('`pip config set` loses comments: ours are known by value, and the person’s own come back', (t) => {
  const { replaced } = withOurSettings('[global]\nproxy = http://corp\n', OURS)
  const rewritten = `[global]\nproxy = ${OURS.proxy}\ncert = ${OURS.cert}\ntimeout = 3\n\n`
  t.is(withoutOurSettings(rewritten, OURS, replaced), '[global]\nproxy = http://corp\ntimeout = 3\n\n')
  const theirs = '[global]\nproxy = http://other\n'
  t.is(withoutOurSettings(theirs, OURS, replaced), theirs)
})

test('a person’s option without a value is not taken for ours', (t) => {
  const text = '[global]\nproxy =\ntimeout = 60\n'
  t.is(withoutOurSettings(text, { proxy: '', cert: '', 'cache-dir': '' }, []), text)
})

test('what pip could not read is refused, with the line', (t) => {
  for (const [text, line] of [
    ['proxy = x\n', 1],
    ['[global]\nnonsense\n', 2],
    ['[global]\na = 1\nA = 2\n', 3],
    ['[a]\n[b]\n[a]\n', 3],
    ['\u00ef\u00bb\u00bf[global]\n', 1],
  ] as const) {
    const error = t.throws(() => withOurSettings(text, OURS), { instanceOf: PythonError })
    t.is(error?.code, 'pip-conf')
    t.true(error?.message.includes(`line ${line}`), error?.message)
    t.throws(() => read(text))
  }
  t.notThrows(() => withOurSettings(`[a]\n${' '.repeat(256 * 1024 - 4)}`, OURS))
  t.throws(() => withOurSettings(`[a]\n${' '.repeat(256 * 1024 - 3)}`, OURS), { instanceOf: PythonError })
})

test('whatever the file, what is put in comes out again', (t) => {
  const line = fc.constantFrom(
    '[global]',
    '[install]',
    '[DEFAULT]',
    'proxy = p',
    '  cert: c',
    'cache_dir=d',
    'a = 1',
    '  b = 2',
    '# c',
    '; d',
    '',
    '   x',
  )
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), fc.constantFrom('\n', '\r\n'), (lines, eol) => {
      const text = lines.map((each) => each + eol).join('')
      let edit
      try {
        edit = withOurSettings(text, OURS)
      } catch (error) {
        return error instanceof PythonError
      }
      return withoutOurSettings(edit.text, OURS, edit.replaced) === text
    }),
    { seed: 7 },
  )
  t.pass()
})
