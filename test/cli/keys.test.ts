import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { generateKey } from 'openpgp'
import { keyLine } from '../../src/cli/key-text.ts'
import { wkdName } from '../../src/sources/wkd-folder.ts'
import { certificate, newKey as forgedKey, user } from '../verify/openpgp-cases/forge.ts'
import { createIssuing, revocationList } from '../world/x509/index.ts'
import { sha256 } from '../verify/support.ts'
import { scratch } from './trustctl.ts'

async function newKey(name: string): Promise<string> {
  const userIDs = [{ name, email: `${name}@people.example` }]
  const { publicKey } = await generateKey({ userIDs, type: 'ecc', format: 'armored' })
  return publicKey
}

function fingerprintIn(value: unknown): string {
  const [, fingerprint] = /"fingerprint":"([0-9A-F]{40,64})"/.exec(JSON.stringify(value)) ?? []
  if (fingerprint === undefined) throw new Error('no fingerprint was printed')
  return fingerprint
}

test('a key is imported, listed and removed by its full fingerprint', async (t) => {
  const { cli, call, json } = await scratch(t)
  await writeFile(join(cli.cwd, 'dana.asc'), await newKey('dana'))
  const imported = await json('keys', 'import', '--keyring', 'acme', 'dana.asc')
  t.like(imported, {
    code: 0,
    value: { imported: [{ keyring: 'acme', owner: 'dana <dana@people.example>', revoked: false }] },
  })
  const fingerprint = fingerprintIn(imported.value)
  t.deepEqual(await readdir(join(cli.paths.keysDir, 'acme')), [`${fingerprint}.asc`])
  t.regex(
    (await call('keys', 'list')).out,
    new RegExp(`^${fingerprint} {2}acme {2}dana <dana@people\\.example>`),
  )
  t.like(await json('keys', 'list', '--keyring', 'acme'), {
    code: 0,
    value: { keys: [{ fingerprint }], problems: [] },
  })
  t.like(await json('keys', 'remove', fingerprint), {
    code: 0,
    value: { removed: [{ fingerprint, keyrings: ['acme'] }] },
  })
  t.like(await json('keys', 'list'), { code: 0, value: { keys: [] } })
  t.is((await call('keys', 'remove', fingerprint)).code, 2)
})

test('`-` is standard input', async (t) => {
  const key = await newKey('sam')
  const { json } = await scratch(t, {
    stdin: (async function* () {
      yield Buffer.from(key)
    })(),
  })
  t.like(await json('keys', 'import', '--keyring', 'acme', '-'), {
    code: 0,
    value: { imported: [{ keyring: 'acme' }] },
  })
})

test('a folder is a Web Key Directory, and all of it is imported', async (t) => {
  const { cli, json, call } = await scratch(t)
  const key = forgedKey()
  const folder = join(cli.cwd, 'web/openpgpkey/acme.example/hu')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, wkdName('dana')), certificate(key, user(key)))
  t.like(await json('keys', 'import', '--keyring', 'acme', 'web'), {
    code: 0,
    value: { imported: [{ keyring: 'acme', fingerprint: key.fingerprint.toString('hex').toUpperCase() }] },
  })
  t.is((await call('keys', 'import', '--keyring', 'acme', '.')).code, 2)
})

test('an owner’s name can not draw on the terminal', async (t) => {
  const { cli } = await scratch(t)
  const key = {
    fingerprint: 'A'.repeat(40),
    signers: [],
    userIds: [],
    owner: 'evil\u001B[2J\u202E',
    armored: '',
    expiresAt: 5,
    revoked: false,
  }
  t.notRegex(keyLine({ keyring: 'acme', key }, cli), /\p{C}/u)
})

test('a key that has run out or is revoked is listed as such', async (t) => {
  const { cli } = await scratch(t)
  const key = {
    fingerprint: 'A'.repeat(40),
    signers: [],
    userIds: [],
    owner: 'dana',
    armored: '',
    expiresAt: cli.now(),
    revoked: false,
  }
  t.regex(keyLine({ keyring: 'acme', key }, cli), / expired 2026-/)
  t.regex(keyLine({ keyring: 'acme', key: { ...key, expiresAt: cli.now() + 1 } }, cli), / until 2026-/)
  t.regex(keyLine({ keyring: 'acme', key: { ...key, revoked: true } }, cli), / revoked$/)
})

test('what is no key, not there, too large or a bad name is refused and nothing is kept', async (t) => {
  const { cli, call } = await scratch(t)
  await writeFile(join(cli.cwd, 'text.asc'), 'no key at all')
  await writeFile(join(cli.cwd, 'large.asc'), Buffer.alloc(1024 * 1024 + 1))
  await writeFile(join(cli.cwd, 'key.asc'), await newKey('sam'))
  const bad = [
    ['--keyring', 'acme', 'text.asc'],
    ['--keyring', 'acme', 'large.asc'],
    ['--keyring', 'acme', 'nowhere.asc'],
    ['--keyring', 'acme', '.'],
    ['--keyring', '../up', 'key.asc'],
    ['--keyring', '', 'key.asc'],
    ['key.asc'],
  ]
  for (const args of bad) {
    const { code, err } = await call('keys', 'import', ...args)
    t.is(code, 2, args.join(' '))
    t.regex(err, /^trustctl: /)
  }
  t.is((await call('keys', 'list')).out, 'no keys are imported')
  t.is((await call('keys', 'list', '--keyring', 'none')).code, 2)
})

test('short ids are not taken for fingerprints', async (t) => {
  const { call } = await scratch(t)
  for (const id of ['DEADBEEF', '0123456789ABCDEF', '../../x', ''])
    t.is((await call('keys', 'remove', id)).code, 2, id)
})

test('a CA and its list are imported, listed and removed by the sha256 of the certificate', async (t) => {
  const { cli, call, json } = await scratch(t)
  const seconds = Math.floor(Date.UTC(2026, 8, 1) / 1000)
  const issuing = createIssuing(seconds)
  const root = issuing.root('Acme Root CA\u202E')
  const times = { thisUpdate: seconds, nextUpdate: seconds + 86_400 }
  await writeFile(join(cli.cwd, 'ca.cer'), root.der)
  await writeFile(join(cli.cwd, 'ca.crl'), revocationList(root, { ...times, revoked: [root] }))
  t.like(await json('keys', 'import', '--keyring', 'acme', 'ca.cer', 'ca.crl'), {
    code: 0,
    value: {
      imported: [],
      authorities: [{ keyring: 'acme', sha256: sha256(root.der) }],
      lists: [{ ...times, revoked: 1 }],
    },
  })
  t.like(await json('keys', 'list'), {
    value: { keys: [], authorities: [{ keyring: 'acme' }], problems: [] },
  })
  t.like(await json('keys', 'list', '--keyring', 'acme'), {
    value: { authorities: [{ keyring: 'acme' }] },
  })
  const { out } = await call('keys', 'list')
  t.true(out.startsWith(`${sha256(root.der)}  acme  CA CN=Acme Root CA`))
  t.notRegex(out, /\u202E/)
  t.is((await call('keys', 'remove', sha256(root.der))).code, 0)
  t.like(await json('keys', 'list'), { value: { authorities: [] } })
  await writeFile(join(cli.cwd, 'dana.pem'), issuing.signer('Dana', root).der)
  t.is((await call('keys', 'import', '--keyring', 'acme', 'dana.pem')).code, 2)
})
