import { generateKeyPairSync } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import test from 'ava'
import * as v from 'valibot'
import { decidingPolicies } from '../../src/cli/exceptions/deciding-policies.ts'
import { KeyAnswer } from './publisher.ts'
import { scratch, type Scratch } from './trustctl.ts'

const DAY = 86_400
const Verified = v.object({ introduction: v.string() })

/** A home with the keys of several people, of which the first lines up what the others sign. */
interface Keeping extends Scratch {
  /** Keys that sign the directory, by whose they are. */
  readonly keys: Readonly<Record<string, string>>
  /** A release key of dana. */
  readonly release: string
  /** `trustctl directory … --directory keys`, signed by somebody where a name is given. */
  readonly on: (verb: string, ...args: readonly string[]) => ReturnType<Scratch['json']>
  readonly by: (name: string, verb: string, ...args: readonly string[]) => ReturnType<Scratch['json']>
  setNow: (seconds: number) => void
}

/** A key whose private half is in the environment, as CI has it: none is sealed, which would take its time. */
async function keyOf({ cli, json }: Scratch, name: string, purpose: string): Promise<string> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const variable = `${name}_${purpose}`.toUpperCase()
  cli.env[variable] = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const who = ['--holder', name, '--owner', `${name} <${name}@acme.example>`, '--purpose', purpose]
  const { value } = await json('keys', 'import', '--signing', ...who, '--from', `env:${variable}`)
  return v.parse(KeyAnswer, value).key.fingerprint
}

/** A directory of three people, two of whom must sign for everything but revocations; nothing is signed yet. */
async function keeping(t: ExecutionContext): Promise<Keeping> {
  let now = 1_790_000_000
  const own = await scratch(t, { now: () => now })
  const keys: Record<string, string> = {}
  for (const name of ['dana', 'erin', 'sam', 'mallory']) keys[name] = await keyOf(own, name, 'directory')
  const on: Keeping['on'] = (verb, ...args) => own.json('directory', verb, ...args, '--directory', 'keys')
  const by: Keeping['by'] = (name, verb, ...args) => on(verb, ...args, '--key', keys[name] ?? '')
  t.is((await on('init', '--threshold', '2')).code, 0)
  for (const name of ['dana', 'erin', 'sam']) {
    const contact = `${name} <${name}@acme.example>`
    const { code } = await on('add-person', name, '--key', keys[name] ?? '', '--contact', contact)
    t.is(code, 0)
  }
  const release = await keyOf(own, 'dana', 'release')
  return { ...own, keys, release, on, by, setNow: (seconds) => (now = seconds) }
}

/** The same, published. */
async function published(t: ExecutionContext): Promise<Keeping> {
  const own = await keeping(t)
  t.like(await own.on('add-key', own.release, '--keyring', 'acme-release'), {
    code: 0,
    value: { key: own.release, keyrings: ['acme-release'], drafted: ['keys'] },
  })
  for (const name of ['dana', 'erin']) t.is((await own.by(name, 'sign')).code, 0)
  t.is((await own.by('dana', 'publish')).code, 0)
  return own
}

test('three people begin a directory: nothing holds before two signed it, and nobody counts twice', async (t) => {
  const { on, by, cli } = await keeping(t)
  t.like(await on('verify'), { code: 0, value: { introduction: null, roles: [], policies: [] } })
  t.like(await by('dana', 'publish'), { code: 2, value: { error: { code: 'threshold' } } })
  t.like(await by('mallory', 'sign'), { code: 2, value: { error: { code: 'not-a-signer' } } })
  t.like(await on('sign'), { code: 2 }, 'four keys could')
  t.like(await by('dana', 'sign'), {
    code: 0,
    value: { person: 'dana', signed: ['root', 'targets', 'keys', 'policy', 'revocations'] },
  })
  t.like(await by('dana', 'sign'), { code: 2, value: { error: { code: 'signed' } } })
  t.like(await by('dana', 'publish'), { code: 2, value: { error: { code: 'threshold' } } })
  t.deepEqual(await readdir(join(cli.cwd, 'keys')), ['draft'])
  t.is((await by('sam', 'sign')).code, 0)
  t.like(await by('mallory', 'publish'), { code: 2, value: { error: { code: 'not-a-signer' } } })
  t.like(await by('sam', 'publish'), {
    code: 0,
    value: { published: ['root', 'targets', 'keys', 'policy', 'revocations'], left: [], timestampVersion: 1 },
  })
  const { value } = await on('verify')
  t.regex(v.parse(Verified, value).introduction, /^1-/)
  t.like(await on('init'), { code: 2, value: { error: { code: 'exists' } } })
})

test('a key of somebody else is added by its file and record, which its holder must have shown to have', async (t) => {
  const { on, call, cli, release, keys } = await keeping(t)
  const write = (name: string, text: string) => writeFile(join(cli.cwd, name), text)
  const record = (await call('keys', 'export', '--record', release)).out
  await write('dana.yaml', `${record}\n`)
  await write('dana.pem', `${(await call('keys', 'export', release)).out}\n`)
  await write('mallory.pem', `${(await call('keys', 'export', keys['mallory'] ?? '')).out}\n`)
  const add = (key: string, file: string) => on('add-key', key, '--record', file, '--keyring', 'acme-release')
  await write('claimed.yaml', record.replaceAll('dana', 'erin'))
  t.like(await add('dana.pem', 'claimed.yaml'), { code: 2, value: { error: { code: 'possession' } } })
  t.is((await add('mallory.pem', 'dana.yaml')).code, 2)
  t.is((await on('add-key', 'dana.pem', '--keyring', 'acme-release')).code, 2, 'no record')
  t.like(await on('verify'), { value: { keys: [], keyrings: [] } })
  t.like(await add('dana.pem', 'dana.yaml'), { code: 0, value: { key: release, drafted: ['keys'] } })
  await write('back.yaml', `${record}\n`)
  await call('keys', 'retire', release)
  await write('retired.yaml', `${(await call('keys', 'export', '--record', release)).out}\n`)
  t.is((await add('dana.pem', 'retired.yaml')).code, 0)
  t.like(
    await add('dana.pem', 'back.yaml'),
    { code: 2, value: { error: { code: 'key' } } },
    'it never goes back',
  )
})

test('one person revokes for everybody, what is known is told, and no theft is still to come', async (t) => {
  const own = await published(t)
  const { by, release } = own
  const revoke = (name: string, ...args: readonly string[]) => by(name, 'revoke', ...args)
  t.like(await revoke('mallory', release, '--reason', 'unknown'), { code: 2 })
  for (const args of [
    [release, '--reason', 'whim'],
    [release.slice(0, 16), '--reason', 'unknown'],
    [release, '--reason', 'retired', '--since', '2026-01-01T00:00:00Z'],
    [release, '--reason', 'compromised', '--since', '2026-02-30T00:00:00Z'],
    [release, '--reason', 'compromised', '--since', '2099-01-01T00:00:00Z'],
  ])
    t.like(await revoke('sam', ...args), { code: 2, value: { error: { code: 'usage' } } }, args.join(' '))
  const since = '2026-01-01T00:00:00Z'
  t.like(await revoke('sam', release, '--reason', 'compromised', '--since', since, '--note', 'a laptop'), {
    code: 0,
    value: {
      known: true,
      revoked: {
        path: 'revocations/0001.json',
        by: 'sam',
        kind: 'hard',
        compromisedSince: Date.parse(since) / 1000,
      },
    },
  })
  t.like(await revoke('erin', 'A'.repeat(40), '--reason', 'unknown'), { code: 0, value: { known: false } })
  const said = await own.call(
    'directory',
    'revoke',
    'B'.repeat(64),
    '--reason=unknown',
    '--directory=keys',
    `--key=${own.keys['erin'] ?? ''}`,
  )
  t.regex(said.out, /no key of this directory/)
})

test('somebody leaves, thresholds follow, and the root is renewed by those before and after', async (t) => {
  const { on, by, setNow, cli, call } = await published(t)
  t.like(await on('remove-person', 'nobody'), { code: 2, value: { error: { code: 'missing' } } })
  t.like(await on('remove-person', 'sam'), { code: 0, value: { person: 'sam' } })
  t.like(await on('remove-person', 'erin'), { code: 2, value: { error: { code: 'threshold' } } })
  for (const wrong of ['0', '101', 'x']) t.is((await on('rotate-root', '--threshold', wrong)).code, 2, wrong)
  for (const name of ['dana', 'erin']) t.is((await by(name, 'sign')).code, 0)
  t.is((await by('dana', 'publish')).code, 0)
  t.like(await by('sam', 'publish'), { code: 2, value: { error: { code: 'not-a-signer' } } })
  const { introduction } = v.parse(Verified, (await on('verify')).value)
  const followed = ['directory', 'join', join(cli.cwd, 'keys'), '--introduction', introduction]
  t.is((await call(...followed)).code, 0)
  t.regex((await call('directory', 'status')).out, /people +dana, erin\n/)
  setNow(cli.now() + 6 * DAY)
  t.like(await on('rotate-root', '--all'), {
    code: 0,
    value: { drafted: ['root', 'targets', 'keys', 'policy', 'revocations'] },
  })
  for (const name of ['dana', 'erin']) t.is((await by(name, 'sign')).code, 0)
  t.is((await by('erin', 'publish')).code, 0)
  const { value } = await on('verify')
  t.like(value, { roles: [{ role: 'root', version: 3 }] })
  setNow(cli.now() + 8 * DAY)
  t.is((await on('verify')).code, 21, 'nobody published for a week')
  t.is((await by('dana', 'publish')).code, 0)
  t.is((await on('verify')).code, 0)
})

test('a policy is drafted, signed by two, published, followed and withdrawn', async (t) => {
  const { on, by, cli, call, json } = await published(t)
  const text = (version: number, rest = '') =>
    `apiVersion: trustctl/v1\nkind: Policy\nmetadata: { name: base, version: ${version} }\n${rest}rules: [{ id: all, match: { project: ["*"] }, deny: "not here" }]\n`
  const write = (content: string) => writeFile(join(cli.cwd, 'base.yaml'), content)
  await write('kind: Polciy\n')
  t.like(await on('add-policy', 'base.yaml'), { code: 2, value: { valid: false } })
  t.is((await on('add-policy', 'nowhere.yaml')).code, 2)
  await write(text(1))
  t.like(await on('add-policy', 'base.yaml'), { code: 0, value: { policy: 'base', drafted: ['policy'] } })
  const drafted = [{ role: 'policy', added: ['policies/base.yaml'], changed: [], removed: [] }]
  t.like(await on('verify'), { value: { drafted } })
  t.like(
    await by('dana', 'sign'),
    { code: 0, value: { signed: ['policy'], files: drafted } },
    'it is said what is signed',
  )
  t.like(await by('dana', 'publish'), { value: { published: [], left: [{ role: 'policy', missing: 1 }] } })
  t.is((await by('sam', 'sign')).code, 0)
  t.like(await by('dana', 'publish'), { code: 0, value: { published: ['policy'] } })
  t.like(await on('verify'), { value: { policies: ['policies/base.yaml'] } })
  await write(text(1, 'mode: warn\n'))
  t.like(await on('add-policy', 'base.yaml'), { code: 2, value: { error: { code: 'policy' } } })

  const { introduction } = v.parse(Verified, (await on('verify')).value)
  const joined = await json('directory', 'join', join(cli.cwd, 'keys'), '--introduction', introduction)
  t.is(joined.code, 0)
  const layers = [
    { layer: 'directory', file: 'directory keys: policies/base.yaml', name: 'base' },
    { layer: 'preset', file: null, name: 'balanced' },
  ]
  t.like(await json('policy', 'show', '--effective'), { value: { layers } })
  t.regex(
    (await call('policy', 'show', '--effective', '--origin')).out,
    /directory keys: policies\/base\.yaml:4 /,
  )
  t.like(await json('directory', 'status'), {
    value: { directories: [{ policies: ['policies/base.yaml'] }] },
  })

  const deciding = (await decidingPolicies(cli)).map(({ file }) => file)
  t.deepEqual(
    deciding,
    ['directory keys: policies/base.yaml', null],
    'whose exceptions count for what it refuses',
  )

  t.is((await on('remove-policy', 'other')).code, 2)
  t.like(await on('remove-policy', 'base'), { code: 0, value: { drafted: ['policy'] } })
  t.like(await on('verify'), { value: { drafted: [{ removed: ['policies/base.yaml'] }] } })
  for (const name of ['dana', 'erin']) t.is((await by(name, 'sign')).code, 0)
  t.is((await by('dana', 'publish')).code, 0)
  t.is((await json('directory', 'follow')).code, 0)
  t.like(await json('policy', 'show', '--effective'), { value: { layers: [{ layer: 'preset' }] } })
})

test('what was changed behind everybody’s back is found before anything is published', async (t) => {
  const own = await published(t)
  const { on, by, cli } = own
  const folder = join(cli.cwd, 'keys')
  const file = join(folder, '1.keys.json')
  const good = await readFile(file, 'utf8')
  await writeFile(file, good.replace('"length": ', '"length": 1'))
  t.is((await on('verify')).code, 21)
  t.like(await by('dana', 'publish'), { code: 21, value: { error: { code: 'refused' } } })
  await writeFile(file, good)
  const keyrings = join(folder, 'targets', 'keyrings')
  const [name = ''] = await readdir(keyrings)
  await writeFile(join(keyrings, name), 'name: mine\n')
  t.like(await on('verify'), { code: 2, value: { error: { code: 'malformed' } } })
  t.is((await by('dana', 'publish')).code, 2)
  t.like(await own.json('directory', 'verify', '--directory', 'nowhere'), {
    code: 2,
    value: { error: { code: 'missing' } },
  })
})

test('a folder that can’t be written is said in words, and by nobody taken for a bug', async (t) => {
  const { json } = await scratch(t)
  t.like(await json('directory', 'init', '--directory', '/sys/pip-trust-keys'), {
    code: 2,
    value: { error: { code: 'install' } },
  })
})
