import fc from 'fast-check'
import test from 'ava'
import { compileGlob, globCovers } from '../../src/policy/glob.ts'

test('patterns are anchored, and a star stops at a slash', (t) => {
  const yes = [
    ['acme/*', 'acme/site'],
    ['refs/tags/v*', 'refs/tags/v1.2'],
    ['*', ''],
    ['a*b*c', 'a--b--c'],
    ['release.yml', 'release.yml'],
  ] as const
  const no = [
    ['acme/*', 'acme/site/evil'],
    ['acme/*', 'evil/acme/site'],
    ['acme/*', 'acme'],
    ['*', 'a/b'],
    ['refs/tags/v*', 'refs/tags/v1/../../heads/main'],
    ['release.yml', 'releaseXyml'],
    ['release.yml', 'release.yml\n'],
    ['a*a', 'a'],
    ['ab*ba', 'aba'],
    ['acme/site', 'Acme/site'],
  ] as const
  for (const [pattern, text] of yes) t.true(compileGlob(pattern)(text), `${pattern} ${text}`)
  for (const [pattern, text] of no) t.false(compileGlob(pattern)(text), `${pattern} ${text}`)
})

test('in an address a star stops at the @', (t) => {
  const glob = compileGlob('*@acme.example', '@')
  t.true(glob('ci@acme.example'))
  t.false(glob('ci@evil.example@acme.example'))
  t.false(glob('ci@acme.example.evil.example'))
})

const letters = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.', '(', '$'), maxLength: 12 })
const patterns = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.', '*', '(', '$'), maxLength: 8 })

test('the matcher agrees with an anchored regular expression', (t) => {
  fc.assert(
    fc.property(patterns, letters, (pattern, text) => {
      const source = pattern.replaceAll(/[.($]/g, String.raw`\$&`).replaceAll('*', '[^/]*')
      return compileGlob(pattern)(text) === new RegExp(`^(?:${source})$`, 's').test(text)
    }),
    { numRuns: 3000 },
  )
  t.pass()
})

test('what covers matches all that is covered', (t) => {
  fc.assert(
    fc.property(patterns, patterns, letters, (wide, narrow, text) => {
      return !globCovers(wide, narrow) || !compileGlob(narrow)(text) || compileGlob(wide)(text)
    }),
    { numRuns: 5000 },
  )
  t.pass()
})

test('a hostile pattern costs no more than its length', (t) => {
  const started = performance.now()
  t.false(compileGlob('a*'.repeat(128) + 'b')('a'.repeat(100_000)))
  t.true(performance.now() - started < 1000)
})
