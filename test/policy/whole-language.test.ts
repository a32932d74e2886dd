import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { parsePolicy } from '../../src/policy/index.ts'
import { KEYRINGS, presets, problemsOf } from './world.ts'

const text = readFileSync(join(import.meta.dirname, 'whole-language.yaml'), 'utf8')

/** What the file asks for and this version can't hold it to, by line. */
const NOT_YET = [
  [8, 'private'],
  [10, 'rebuilders'],
  [15, 'tofu-pin'],
  [16, 'provenance'],
  [16, 'rebuild'],
  [17, 'hash'],
  [18, 'age'],
  [20, 'status'],
  [21, 'provenanceState'],
  [35, 'onTooYoung'],
  [37, 'rollout'],
  [38, 'availability'],
  [39, 'tofu'],
  [44, 'tests'],
]

test('the whole language is understood, and only what has no facts yet is refused, each by its name and line', (t) => {
  const problems = problemsOf(text)
  t.deepEqual([...new Set(problems.map(({ code }) => code))], ['not-yet'])
  const told = problems.map(({ line, message }) => [line, /^`([^`]+)`/.exec(message)?.[1]])
  t.deepEqual(told, NOT_YET)
})

test('each of them says what to remove', (t) => {
  for (const { message, line } of problemsOf(text)) {
    t.regex(message, /needs facts that this version does not gather yet; remove it at line \d+$/)
    t.true(message.endsWith(`line ${line}`))
  }
})

test('without those parts the same file is a policy', (t) => {
  const dropped = text.split('\n').filter((line) => !/^(rebuilders|rollout|availability|tofu):/.test(line))
  const kept = dropped
    .slice(
      0,
      dropped.findIndex((line) => line.startsWith('tests:')),
    )
    .filter((line) => !/status:|provenanceState|onTooYoung/.test(line))
    .map((line) => line.replace(', private: true', '').replace('by: [tofu-pin]', 'by: [acme-ci]'))
    .map((line) => line.replace(/, \{ any: .*rebuild.*$/, ' ] }').replace(/, \{ hash: .*\} \]/, ' ]'))
    .map((line) =>
      line
        .replace(/^ {2}cooled: .*/, '')
        .replace(', cooled]', ']')
        .replace(/^floor: .*/, 'floor: []'),
    )
  const result = parsePolicy(kept.join('\n'), { file: 'p.yaml', presets, keyrings: KEYRINGS })
  t.deepEqual(result.ok ? [] : result.problems, [])
})

test('every name must resolve: without its keyrings it is refused for them too', (t) => {
  const result = parsePolicy(text, { file: 'p.yaml', presets, keyrings: [] })
  const names = result.ok ? [] : result.problems.filter(({ code }) => code === 'undefined-name')
  t.deepEqual(
    names.map(({ line, message }) => [line, message]),
    [
      [10, 'there is no keyring `acme-rebuild`'],
      [10, 'there is no keyring `oss-rebuild`'],
      [13, 'there is no keyring `acme-release`'],
    ],
  )
})
