import { generateKeyPairSync } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import test from 'ava'
import { generateKey } from 'openpgp'
import { importKeyrings, KEYRINGS_LIMITS } from '../../src/cli/ci/import-keyrings.ts'
import { checkJobPolicy } from '../../src/cli/ci/job-policy.ts'
import { CliError } from '../../src/cli/cli-error.ts'
import { sourcesOf } from '../../src/cli/configured.ts'
import { scratch } from './trustctl.ts'

const refused = { instanceOf: CliError, code: 'input' } as const

async function place(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
}

async function publicKey(): Promise<string> {
  const userIDs = [{ name: 'dana', email: 'dana@people.example' }]
  return (await generateKey({ userIDs, type: 'ecc', format: 'armored' })).publicKey
}

const POLICY = [
  'apiVersion: trustctl/v1',
  'kind: Policy',
  'metadata: { name: team, version: 1 }',
  'extends: [preset:ci]',
  'identities: { own: { kind: keyring, keyring: acme } }',
  'requirements: { signed: { all: [{ signature: { by: [own] } }] } }',
  'rules:',
  '  - { id: own, match: { project: [acme-tool] }, require: [signed], onMissing: block }',
  '',
].join('\n')

test('keyrings beside a policy are taken up, also a plain key as it was stored, and the policy may name them', async (t) => {
  const { cli } = await scratch(t)
  const folder = join(cli.cwd, '.pip-trust/keyrings')
  t.deepEqual(await importKeyrings(cli, folder), [])
  await t.throwsAsync(checkJobPolicy(cli, POLICY, 'policy.yaml'), refused)
  await place(join(folder, 'acme/release.asc'), await publicKey())
  const elsewhere = await scratch(t)
  const plain = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' })
  const { plainKeys } = await sourcesOf(elsewhere.cli).importKeys(
    'acme',
    Buffer.from(plain),
    'Eve <eve@people.example>',
  )
  const name = `${plainKeys[0]?.fingerprint.toUpperCase() ?? ''}.json`
  await place(
    join(folder, 'acme', name),
    await readFile(join(elsewhere.cli.paths.keysDir, 'acme', name), 'utf8'),
  )
  t.deepEqual(await importKeyrings(cli, folder), ['acme'])
  const listed = await sourcesOf(cli).listKeys()
  t.deepEqual([listed.keys.length, listed.plainKeys.length], [1, 1])
  await t.notThrowsAsync(checkJobPolicy(cli, POLICY, 'policy.yaml'))
})

test('what is no key, a plain key without its owner, another’s name, and an empty keyring are refused', async (t) => {
  const plain = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString()
  for (const [path, text] of [
    ['acme/notes.txt', 'hello'],
    ['acme/cosign.pub', plain],
    ['Acme!/release.asc', await publicKey()],
    [`acme/${'A'.repeat(64)}.json`, '{}'],
    ['acme', 'a file'],
    ['acme/.hidden', 'an empty keyring'],
  ] as const) {
    const { cli } = await scratch(t)
    const folder = join(cli.cwd, 'keyrings')
    await place(join(folder, path), text)
    await t.throwsAsync(importKeyrings(cli, folder), refused, path)
  }
})

test('keyrings, their files and their bytes are bounded', async (t) => {
  const { cli } = await scratch(t)
  const { maxKeyrings, maxFiles, maxBytes } = KEYRINGS_LIMITS
  const key = await publicKey()
  const many = (folder: string, count: number): Promise<unknown> =>
    Promise.all(
      Array.from({ length: count }, (_, nth) => place(join(cli.cwd, folder, `k${nth}`, 'a.asc'), key)),
    )
  await many('fifty', maxKeyrings)
  t.is((await importKeyrings(cli, join(cli.cwd, 'fifty'))).length, maxKeyrings)
  await many('more', maxKeyrings + 1)
  await t.throwsAsync(importKeyrings(cli, join(cli.cwd, 'more')), refused)
  const files = Array.from({ length: maxFiles + 1 }, (_, nth) => join(cli.cwd, 'files/acme', `${nth}.asc`))
  await Promise.all(files.map((file) => place(file, key)))
  await t.throwsAsync(importKeyrings(cli, join(cli.cwd, 'files')), refused)
  await place(join(cli.cwd, 'large/acme/a.asc'), ' '.repeat(maxBytes + 1))
  await t.throwsAsync(importKeyrings(cli, join(cli.cwd, 'large')), refused)
})
