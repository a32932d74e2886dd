import test from 'ava'
import { injectionFor } from '../../../shim/pip-settings/index.ts'

const TARGET = { proxyUrl: 'http://run:t@127.0.0.1:1', caBundle: '/b.pem', pipCache: '/cache' }

test('environment and arguments point pip here; the cache only where none is set', (t) => {
  const { args, env } = injectionFor({ cacheIsSet: false, lacksValue: false }, '25.3', {}, TARGET)
  t.deepEqual(args, ['--proxy=http://run:t@127.0.0.1:1', '--cert=/b.pem'])
  t.deepEqual(env, {
    PIP_PROXY: TARGET.proxyUrl,
    PIP_CERT: '/b.pem',
    REQUESTS_CA_BUNDLE: '/b.pem',
    PIP_CACHE_DIR: '/cache',
  })
  t.false('PIP_CACHE_DIR' in injectionFor({ cacheIsSet: true, lacksValue: false }, '25.3', {}, TARGET).env)
})

test('proxies in the environment, which older pips put first, are taken out for those', (t) => {
  const env = { HTTPS_PROXY: 'http://p', https_proxy: 'http://p' }
  t.like(injectionFor({ cacheIsSet: true, lacksValue: false }, '23.2.1', env, TARGET).env, {
    HTTPS_PROXY: null,
    https_proxy: null,
  })
  t.false('HTTPS_PROXY' in injectionFor({ cacheIsSet: true, lacksValue: false }, '24.3.1', env, TARGET).env)
})

test('no argument with the token goes where pip would take it for the value of an option', (t) => {
  const { args, env } = injectionFor({ cacheIsSet: true, lacksValue: true }, '25.3', {}, TARGET)
  t.deepEqual(args, [])
  t.is(env['PIP_PROXY'], TARGET.proxyUrl)
})
