import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { sampled } from '../sampled.ts'
import { SIGSTORE_CASES } from './sigstore-cases.ts'
import { vectorsFolder } from './vectors.ts'

const CLIENT = join(import.meta.dirname, '..', '..', 'scripts', 'conformance-client.ts')
const SUITE = vectorsFolder('sigstore/conformance')
const DEFAULT_IDENTITY =
  'https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main'
const DEFAULT_ISSUER = 'https://token.actions.githubusercontent.com'
const STAGING_IDENTITY = 'william@yossarian.net'
const STAGING_ISSUER = 'https://github.com/login/oauth'

/** The client's exit status and its words, as the suite runs it. */
const run = (args: readonly string[]): Promise<{ readonly status: number; readonly words: string }> =>
  new Promise((resolve) => {
    const child = execFile(process.execPath, [CLIENT, ...args], (_error, _out, words) => {
      resolve({ status: child.exitCode ?? -1, words })
    })
  })

const argumentsOf = (suite: string, name: string): readonly string[] => {
  const path = (file: string) => join(suite, name, file)
  const text = (file: string, otherwise: string) =>
    existsSync(path(file)) ? readFileSync(path(file), 'utf8').trim() : otherwise
  const identity = [
    '--certificate-identity',
    text('identity', DEFAULT_IDENTITY),
    '--certificate-oidc-issuer',
    text('issuer', DEFAULT_ISSUER),
  ]
  return [
    'verify-bundle',
    '--bundle',
    path('bundle.sigstore.json'),
    ...(existsSync(path('key.pub')) ? ['--key', path('key.pub')] : identity),
    ...(existsSync(path('trusted_root.json')) ? ['--trusted-root', path('trusted_root.json')] : []),
    existsSync(path('artifact')) ? path('artifact') : join(suite, 'a.txt'),
  ]
}

/** The finding that a case must be refused with: the one that the table of cases has. */
const codeOf = (name: string): string =>
  SIGSTORE_CASES.find(({ bundle }) => bundle === `conformance/${name}/bundle.sigstore.json`)?.verdict ??
  'none'

if (SUITE === null) {
  test('the conformance client', (t) => {
    t.log('skipped 35 cases: ../shared/vectors/sigstore/conformance is not there')
    t.pass()
  })
} else {
  const names = readdirSync(SUITE).filter((name) => existsSync(join(SUITE, name, 'bundle.sigstore.json')))

  test('there are 35 cases, of which 25 must fail', (t) => {
    t.is(names.length, 35)
    t.is(names.filter((name) => name.endsWith('_fail')).length, 25)
  })

  // The cases themselves are tried in this process, all of them, by sigstore.test.ts.
  for (const name of sampled('client', names, 8)) {
    test.serial(`the client on ${name}`, async (t) => {
      const { status, words } = await run(argumentsOf(SUITE, name))
      t.is(status, name.endsWith('_fail') ? 1 : 0, words)
      if (name.endsWith('_fail')) t.true(words.startsWith(codeOf(name)), words)
    })
  }

  test.serial(
    'the client compares identity and issuer exactly, and takes a digest for the file',
    async (t) => {
      const good = argumentsOf(SUITE, 'happy-path-v0.3')
      const changed = (from: string, to: string) => good.map((each) => (each === from ? to : each))
      t.is((await run(changed(DEFAULT_IDENTITY, DEFAULT_IDENTITY.slice(0, -1)))).status, 1)
      t.is((await run(changed(DEFAULT_IDENTITY, '.*'))).status, 1)
      t.is((await run(changed(DEFAULT_ISSUER, `${DEFAULT_ISSUER}/`))).status, 1)
      const digest = 'sha256:a0cfc71271d6e278e57cd332ff957c3f7043fdda354c4cbb190a30d56efa01bf'
      t.is((await run([...good.slice(0, -1), digest])).status, 0)
      t.is((await run([...good.slice(0, -1), digest.replace('a0', 'a1')])).status, 1)
    },
  )

  test.serial('a bundle by a key is nobody’s by an identity, nor another key’s', async (t) => {
    const good = argumentsOf(SUITE, 'managed-key-and-trusted-root')
    const at = good.indexOf('--key')
    const instead = (...given: readonly string[]) => [...good.slice(0, at), ...given, ...good.slice(at + 2)]
    const identity = ['--certificate-identity', DEFAULT_IDENTITY, '--certificate-oidc-issuer', DEFAULT_ISSUER]
    t.true((await run(instead(...identity))).words.startsWith('TC2123'))
    t.is((await run([...good.slice(0, -1), ...identity, ...good.slice(-1)])).status, 2)
    const other = join(SUITE, 'managed-key-no-key_fail', 'bundle.sigstore.json')
    t.is((await run(instead('--key', other))).status, 1)
  })

  test.serial('a bundle of the staging instance needs `--staging`', async (t) => {
    const assets = join(SUITE, '..', 'py-assets')
    const asked = [
      '--bundle',
      join(assets, 'bundle_v3.txt.sigstore'),
      '--certificate-identity',
      STAGING_IDENTITY,
    ]
    const rest = ['--certificate-oidc-issuer', STAGING_ISSUER, join(assets, 'bundle_v3.txt')]
    t.is((await run(['verify-bundle', '--staging', ...asked, ...rest])).status, 0)
    t.true((await run(['verify-bundle', ...asked, ...rest])).words.startsWith('TC2114'))
  })
}

test('a wrong command is told from a refusal', async (t) => {
  t.is((await run(['sign-bundle'])).status, 2)
  t.is((await run(['verify-bundle', '--bundle', 'x', 'y'])).status, 2)
})
