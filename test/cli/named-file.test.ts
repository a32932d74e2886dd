import test from 'ava'
import { scratch } from './trustctl.ts'

const CALLS: readonly (readonly string[])[] = [
  ['build', '--lock', 'no-such-file'],
  ['drill', 'naked-build', 'no-such-file'],
  ['policy', 'edit', '--patch', 'no-such-file'],
  ['reproduce', 'no-such-file.whl'],
  ['verify', `sha256:${'0'.repeat(64)}`, '--bundle', 'no-such-file', '--key', 'no-such-file'],
]

for (const call of CALLS) {
  test(`a file that is named and not there is wrong input: ${call.join(' ')}`, async (t) => {
    const { json } = await scratch(t)
    const { code, value } = await json(...call)
    t.is(code, 2)
    t.like(value, { error: { code: 'input' } })
    t.regex(JSON.stringify(value), /no-such-file/)
  })
}
