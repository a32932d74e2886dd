import test from 'ava'
import { exitCodeOfFailure, failureJson, failureLines } from '../../src/cli/failure.ts'

const broken = (code: string): Error => Object.assign(new Error(`${code}: write`), { code })

test('a full disk and a folder that can’t be written to are about this machine, and no bugs', (t) => {
  for (const code of ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES']) {
    t.is(exitCodeOfFailure(broken(code)), 2, code)
    t.is(failureJson(broken(code)).error.code, code)
    t.true((failureJson(broken(code)).error.hint ?? '').includes('df'), code)
    t.false(failureLines(broken(code), false).join().includes('internal'), code)
  }
})

test('anything else that nobody expected is an internal error', (t) => {
  for (const error of [broken('ESRCH'), new Error('what'), 'text'])
    t.like({ exit: exitCodeOfFailure(error), ...failureJson(error).error }, { exit: 1, code: 'internal' })
})
