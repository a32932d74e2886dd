import test from 'ava'
import { homePaths, type HostUser } from '../../src/client/index.ts'

const dana: HostUser = {
  uid: 1000,
  home: () => '/home/dana',
  machineConfig: '/etc/pip-trust',
  isOfAnother: () => false,
  ownsFolder: (path) => path === '/run/user/1000',
}

test('PIP_TRUST_HOME overrides all', (t) => {
  const paths = homePaths(
    { PIP_TRUST_HOME: '/srv/pt', XDG_CONFIG_HOME: '/x', XDG_RUNTIME_DIR: '/run/user/1000' },
    dana,
  )
  t.is(paths.home, '/srv/pt')
  t.is(paths.policyFile, '/srv/pt/config/policy.yaml')
  t.is(paths.storeFile, '/srv/pt/state/store.sqlite')
  t.is(paths.daemonSocket, '/srv/pt/run/trustd.sock')
  t.is(paths.pipCache, '/srv/pt/cache/pip')
})

test('XDG folders, and their standards below HOME', (t) => {
  const paths = homePaths(
    { HOME: '/h', XDG_CONFIG_HOME: '/x/config', XDG_RUNTIME_DIR: '/run/user/1000' },
    dana,
  )
  t.is(paths.home, null)
  t.is(paths.config, '/x/config/pip-trust')
  t.is(paths.state, '/h/.local/state/pip-trust')
  t.is(paths.cache, '/h/.cache/pip-trust')
  t.is(paths.run, '/run/user/1000/pip-trust')
})

test('without HOME the passwd entry counts; relative values are ignored', (t) => {
  const paths = homePaths({ XDG_STATE_HOME: 'relative', PIP_TRUST_HOME: '' }, dana)
  t.is(paths.state, '/home/dana/.local/state/pip-trust')
})

test('a runtime folder of somebody else is not used', (t) => {
  const paths = homePaths({ HOME: '/h', XDG_RUNTIME_DIR: '/run/user/0' }, dana)
  t.is(paths.run, '/h/.local/state/pip-trust/run')
})

test('a socket path of 100 bytes stays, one of 101 goes to a short folder named by user and hash', (t) => {
  const fits = homePaths({ PIP_TRUST_HOME: homeOf(100) }, dana)
  t.is(Buffer.byteLength(fits.daemonSocket), 100)
  t.true(fits.run.endsWith('/run'))
  const long = homePaths({ PIP_TRUST_HOME: homeOf(101) }, dana)
  t.regex(long.daemonSocket, /^\/tmp\/pip-trust-1000-[0-9a-f]{16}\/trustd\.sock$/)
  t.not(long.run, homePaths({ PIP_TRUST_HOME: homeOf(102) }, dana).run)
})

test('root in the home of somebody else uses its own, for whatever lies there', (t) => {
  const root: HostUser = {
    ...dana,
    uid: 0,
    home: () => '/root',
    isOfAnother: (path) => path.startsWith('/home/dana'),
  }
  const kept = { HOME: '/home/dana', XDG_STATE_HOME: '/home/dana/state', XDG_CACHE_HOME: '/var/cache' }
  const { config, state, cache } = homePaths(kept, root)
  t.deepEqual(
    [config, state, cache],
    ['/root/.config/pip-trust', '/root/.local/state/pip-trust', '/var/cache/pip-trust'],
  )
})

/** A home whose daemon socket has a path of this many bytes. */
function homeOf(bytes: number): string {
  return `/${'p'.repeat(bytes - '/'.length - '/run/trustd.sock'.length)}`
}
