import test from 'ava'
import { winningSettings } from '../../src/guard/protect/winning-settings.ts'

const NAMES = ['PIP_CONFIG_FILE', 'PIP_PROXY', 'PIP_CERT', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE']

test('each variable that would lead a pip past the guard, or keep it from it, is told of', (t) => {
  for (const name of NAMES) {
    const [told = '', ...others] = winningSettings({ [name]: '/some/where', HOME: '/home/dana' })
    t.true(told.includes(`\`${name}\``), name)
    t.deepEqual(others, [])
  }
  t.is(winningSettings(Object.fromEntries(NAMES.map((name) => [name, 'x']))).length, NAMES.length)
})

test('what is not set, or empty, is nothing to tell of', (t) => {
  t.deepEqual(winningSettings({ PIP_CERT: '', PIP_INDEX_URL: 'https://packages.example/simple' }), [])
})
