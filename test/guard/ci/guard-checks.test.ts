import test from 'ava'
import { guardChecks, passedOver, type GuardNow } from '../../../src/guard/index.ts'

const GUARD = { pid: 4712, pipConf: '/home/dana/.config/pip/pip.conf' }
const NOW: GuardNow = {
  serving: true,
  problem: null,
  pid: GUARD.pid,
  pipConf: 'in-force',
  pipReads: GUARD.pipConf,
  bare: [],
  passedOver: [],
}

/** How many things are wrong, each of which is named `guard`. */
function wrong(changes: Partial<GuardNow>): number {
  const checks = guardChecks(GUARD, { ...NOW, ...changes })
  return checks.filter(({ name, isProven }) => name === 'guard' && !isProven).length
}

test('a guard is proven where it is the one of the beginning and nothing goes past it', (t) => {
  t.deepEqual(
    guardChecks(GUARD, NOW).map(({ name, isProven }) => [name, isProven]),
    [['guard', true]],
  )
})

test('each thing by which pips would have passed the guard makes a job red', (t) => {
  t.is(wrong({ serving: null, pid: null, pipConf: 'missing' }), 1)
  t.is(wrong({ serving: false, problem: 'the port is taken' }), 1)
  t.is(wrong({ pid: null, serving: false }), 1)
  t.is(wrong({ pid: 1 }), 1)
  t.is(wrong({ pipConf: 'edited' }), 1)
  t.is(wrong({ pipConf: 'missing' }), 1)
  t.is(wrong({ pipReads: '/elsewhere/pip/pip.conf' }), 1)
  t.is(wrong({ bare: ['/home/dana/.local/lib/python3.12/site-packages'] }), 1)
  t.is(wrong({ passedOver: ['PIP_CONFIG_FILE', 'PIP_CERT'], pipConf: 'edited' }), 3)
})

test('variables by which pips pass over the guard are told from those that are off', (t) => {
  t.deepEqual(passedOver({}), [])
  t.deepEqual(passedOver({ PIP_CONFIG_FILE: '', PIP_ISOLATED: '0', PIP_INDEX_URL: 'x' }), [])
  t.deepEqual(passedOver({ PIP_ISOLATED: 'FALSE' }), [])
  for (const name of ['PIP_CONFIG_FILE', 'PIP_PROXY', 'PIP_CERT', 'PIP_CACHE_DIR'])
    t.deepEqual(passedOver({ [name]: '0' }), [name])
  t.deepEqual(passedOver({ PIP_ISOLATED: '1' }), ['PIP_ISOLATED'])
})
