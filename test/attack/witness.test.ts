/** The witness's side: who listens at the socket, what others see of nested pips, what its children inherit. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { runCommand } from '../e2e/harness/index.ts'

const shim = join(import.meta.dirname, '../../shim')
const script = join(import.meta.dirname, 'python-parts.py')
const TOKEN = 'secret-token'

/** Variables that make another program of what is started; and some that must stay. */
const HOSTILE = {
  NODE_OPTIONS: '--require /nowhere/evil.cjs',
  NODE_PATH: '/nowhere',
  NODE_EXTRA_CA_CERTS: '/nowhere/ca.pem',
  NODE_TLS_REJECT_UNAUTHORIZED: '0',
  NODE_COMPILE_CACHE: '/nowhere/cache',
  LD_PRELOAD: '',
  LD_LIBRARY_PATH: '',
  DYLD_INSERT_LIBRARIES: '/nowhere/evil.dylib',
  OPENSSL_CONF: '/nowhere/openssl.cnf',
  SSLKEYLOGFILE: '/nowhere/keys',
  PYTHONPATH: '',
  PYTHONSTARTUP: '/nowhere/start.py',
  PIP_TRUST_RUN: 'token-of-a-run',
}
const KEPT = { HOME: '/nowhere', LANG: 'C.UTF-8', PATH: '/usr/bin:/bin', PIP_TRUST_HOME: '/nowhere/t' }

test('the witness against another user, and against those who read command lines', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pt-a-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const { code, stdout, stderr } = await runCommand('python3', ['-I', script, shim, folder], {
    cwd: folder,
    env: { ...HOSTILE, ...KEPT },
  })
  t.is(code, 0, stderr)
  const found = JSON.parse(stdout)
  t.deepEqual(found.peer, [null, 'TC5002'])
  t.deepEqual(found.folder, [null, null, 'TC5002'])
  // Python itself adds LC_CTYPE where the locale is C.
  t.deepEqual(
    found.environment.filter((name: string) => name !== 'LC_CTYPE'),
    Object.keys(KEPT).toSorted(),
  )
  const proxy = `http://run:${TOKEN}@127.0.0.1:1`
  t.deepEqual(found.nested, [
    { words: ['install', '--', 'x'], proxy },
    { words: ['install', '--', 'x'], proxy },
    { words: ['install', '--proxy', 'http://other.example', '--', 'x'], proxy },
  ])
})
