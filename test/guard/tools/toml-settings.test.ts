import test from 'ava'
import fc from 'fast-check'
import { parse } from 'smol-toml'
import { hasSettings, withoutSettings, withSettings } from '../../../src/guard/tools/toml-settings.ts'

const ROOT = { table: null, key: 'https-proxy', value: 'http://run:t@127.0.0.1:9' } as const
const INNER = { table: 'certificates.PyPI', key: 'cert', value: '/s/a.pem' } as const

test('what was there says the same, but for our settings; taken out, every byte is as it was', async (t) => {
  for (const own of [
    '',
    '# mine\r\noffline = true\r\n',
    'https-proxy = "http://corp:3128" # theirs\n[[index]]\nurl = "https://a.test/simple"\n',
    '"https-proxy" = \'x\'\n[pip]\nhttps-proxy = "another table’s"\n',
  ]) {
    const text = (await withSettings(own, [ROOT])) ?? ''
    t.true(hasSettings(text), own)
    t.deepEqual(parse(text), { ...parse(own), 'https-proxy': ROOT.value })
    t.is(withoutSettings(text), own)
    t.is(await withSettings(text, [ROOT]), text, 'again: nothing changes')
  }
})

test('a table that is there takes our line, one that is not there is added', async (t) => {
  const mine = '[certificates.mine]\ncert = "/m.pem"\n'
  const there = '[certificates.PyPI] # mine\ncert = false\nclient-cert = "/c.pem"\n'
  for (const own of [mine, there, there + mine]) {
    const text = (await withSettings(own, [INNER])) ?? ''
    t.like(parse(text), { certificates: { PyPI: { cert: INNER.value } } })
    t.is(withoutSettings(text), own)
  }
  t.like(parse((await withSettings(mine, [INNER])) ?? ''), { certificates: { mine: { cert: '/m.pem' } } })
})

test('what can’t be set aside line by line is left alone', async (t) => {
  t.is(await withSettings('certificates = { PyPI = { cert = "/m.pem" } }\n', [INNER]), null)
  t.is(await withSettings('certificates.PyPI.cert = "/m.pem"\n', [INNER]), null)
  t.is(await withSettings('https-proxy = """\na\n"""\n', [ROOT]), null)
  t.is(await withSettings('text = """\nhttps-proxy = 1\n"""\n', [ROOT]), null)
  await t.throwsAsync(withSettings('= no TOML', [ROOT]))
})

test('a mark without its other one takes nothing of the person’s out', async (t) => {
  const text = ((await withSettings('offline = true\n', [ROOT])) ?? '').replace(/# <<<.*\n/, '')
  t.true(withoutSettings(text).includes('offline = true'))
})

test('any TOML keeps what it says, or is left alone', async (t) => {
  const word = fc.stringMatching(/^[a-z]{1,5}$/)
  const line = fc.oneof(
    fc.tuple(word, fc.integer()).map(([key, value]) => `${key} = ${value}`),
    word.map((name) => `[${name}]`),
    word.map((name) => `[[${name}]]`),
    fc.constantFrom('https-proxy = "a"', '[certificates.PyPI]', 'cert = "b"', '# [x]', 'a = [\n[1],\n]', ''),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 8 }), async (lines) => {
      const own = lines.map((each) => `${each}\n`).join('')
      const text = await withSettings(own, [ROOT, INNER]).catch(() => null)
      if (text === null) return
      t.is(parse(text)['https-proxy'], ROOT.value)
      t.is(withoutSettings(text), own)
    }),
  )
})
