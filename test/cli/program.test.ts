import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { EXIT_MEANINGS, referenceMarkdown } from '../../src/cli/index.ts'
import { VERBS } from '../../src/cli/verbs.ts'
import type { Mount } from '../../src/cli/verb.ts'
import { LIB, scratch } from './trustctl.ts'

const leaves = (mounts: readonly Mount[]): readonly string[] =>
  mounts.flatMap(({ name, below }) => (below.length === 0 ? [name] : leaves(below)))

for (const name of leaves(VERBS)) {
  test(`${name} --help is a manual`, async (t) => {
    const { call } = await scratch(t)
    const { code, out, err } = await call(...name.split(' '), '--help')
    t.is(code, 0)
    t.is(err, '')
    t.true(out.startsWith(`trustctl ${name}`))
    for (const heading of ['Options', 'Output of --json', 'Exit codes', 'Examples', 'See also']) {
      t.true(out.split('\n').includes(heading), heading)
    }
    t.true(out.includes('--json'))
  })

  test(`${name} refuses an unknown option with 2, in words and as JSON`, async (t) => {
    const { call, json } = await scratch(t)
    const { code, out, err } = await call(...name.split(' '), '--no-such-option')
    t.is(code, 2)
    t.is(out, '')
    t.regex(err, /^trustctl: .+\n {2}try {2}trustctl/)
    const said = await json(...name.split(' '), '--no-such-option')
    t.like(said, { code: 2, value: { error: { code: 'usage' } } })
  })
}

test('--help names every verb and every exit code', async (t) => {
  const { call } = await scratch(t)
  const { code, out } = await call('--help')
  t.is(code, 0)
  for (const { name } of VERBS) t.true(out.includes(`trustctl ${name}`), name)
  for (const [number, meaning] of Object.entries(EXIT_MEANINGS)) t.true(out.includes(`${number}  ${meaning}`))
})

test('docs/reference/trustctl.md is what the manuals say: run `node scripts/cli-reference.ts`', async (t) => {
  t.is(await readFile(join(LIB, 'docs', 'reference', 'trustctl.md'), 'utf8'), await referenceMarkdown())
})

test('--version', async (t) => {
  const { call } = await scratch(t)
  t.deepEqual(await call('--version'), { code: 0, out: '0.1.0', err: '' })
})

test('no verb, an unknown verb and a group without its verb are wrong usage', async (t) => {
  const { call } = await scratch(t)
  for (const args of [
    [],
    ['nope'],
    ['policy'],
    ['policy', 'nope'],
    ['keys', 'import', 'file', 'x', '--keyring'],
  ]) {
    const { code, out, err } = await call(...args)
    t.is(code, 2, args.join(' '))
    t.is(out, '')
    t.regex(err, /^trustctl: /)
  }
})

test('an option that is given twice or empty is wrong usage, a repeated flag is not', async (t) => {
  const { call } = await scratch(t)
  t.is((await call('verify', 'x', '--policy', 'a', '--policy', 'b')).code, 2)
  t.is((await call('verify', 'x', '--policy', '')).code, 2)
  t.is((await call('verify', 'x', '--evidence=')).code, 2)
  t.is((await call('evidence', 'list', '--json', '--json')).code, 0)
})

test('what the command line holds can not draw on the terminal', async (t) => {
  const { call } = await scratch(t)
  const { err } = await call('why', 'x\u001B[2J\u202Ey')
  t.notRegex(err, /(?!\n)\p{C}/u)
})
