import test from 'ava'
import { exitCodeOf, worstOf, type ExitCode } from '../../src/cli/exit-code.ts'
import type { ReasonCode } from '../../src/verdict/index.ts'
import { sampleReason, sampleRefusal, sampleVerdict } from '../verdict/samples.ts'

test('each family of refusals has its exit code', (t) => {
  const expected: readonly (readonly [ReasonCode, ExitCode])[] = [
    ['TC1002', 21],
    ['TC1004', 21],
    ['TC2101', 20],
    ['TC2103', 20],
    ['TC2104', 22],
    ['TC2111', 21],
    ['TC2122', 21],
    ['TC2201', 20],
    ['TC2501', 20],
    ['TC2502', 22],
    ['TC2511', 20],
    ['TC2513', 21],
    ['TC2514', 20],
    ['TC3101', 20],
    ['TC3102', 22],
    ['TC3112', 21],
    ['TC3114', 23],
    ['TC3201', 20],
    ['TC3411', 21],
    ['TC3414', 21],
    ['TC4001', 20],
    ['TC5004', 1],
  ]
  for (const [code, exit] of expected) {
    t.is(exitCodeOf(sampleRefusal({ code, reasons: [sampleReason({ code })] }), false), exit, code)
  }
})

test('of several reasons the worst counts', (t) => {
  const reasons = [sampleReason({ code: 'TC2102' }), sampleReason({ code: 'TC2111' })]
  t.is(exitCodeOf(sampleRefusal({ reasons }), false), 21)
})

test('a warning is 0, and 10 with --strict', (t) => {
  const verdict = sampleVerdict({ decision: 'warn', code: 'TC2101' })
  t.is(exitCodeOf(verdict, false), 0)
  t.is(exitCodeOf(verdict, true), 10)
})

test('of several files the worst counts, and none at all is 3', (t) => {
  t.is(worstOf([0, 10, 20]), 20)
  t.is(worstOf([20, 21, 23]), 23)
  t.is(worstOf([0, 1, 23]), 1)
  t.is(worstOf([]), 3)
})
