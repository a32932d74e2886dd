import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { fakeDaemon } from './fake-daemon.ts'
import { scratch, type Scratch } from './trustctl.ts'

const HEADER = 'apiVersion: trustctl/v1\nkind: Policy\nmetadata: { name: mine, version: 3 }\n'

async function withPolicy(scratched: Scratch, text: string): Promise<string> {
  const { config, policyFile } = scratched.cli.paths
  await mkdir(config, { recursive: true, mode: 0o700 })
  await writeFile(policyFile, text, { mode: 0o600 })
  return policyFile
}

test('show prints the file, or the default preset', async (t) => {
  const own = await scratch(t)
  t.like(await own.json('policy', 'show'), {
    code: 0,
    value: { file: null, name: 'balanced', mode: 'enforce' },
  })
  const file = await withPolicy(own, `${HEADER}extends: [preset:strict] # hard\n`)
  const { code, out } = await own.call('policy', 'show')
  t.is(code, 0)
  t.true(out.includes('extends: [preset:strict] # hard'))
  t.like(await own.json('policy', 'show'), { value: { file, name: 'mine', version: 3, effective: false } })
})

test('show --effective prints every rule, the preset’s too', async (t) => {
  const own = await scratch(t)
  await withPolicy(own, `${HEADER}extends: [preset:balanced]\n`)
  const { code, out } = await own.call('policy', 'show', '--effective')
  t.is(code, 0)
  t.true(out.includes('everything-else'))
})

test('show prints a broken file as it is, and refuses what needs it whole', async (t) => {
  const own = await scratch(t)
  await withPolicy(own, `${HEADER}rulez: []\n`)
  t.like(await own.call('policy', 'show'), { code: 0, out: `${HEADER}rulez: []` })
  t.is((await own.call('policy', 'show', '--effective')).code, 2)
})

test('check names each problem with line and column, and marks it', async (t) => {
  const own = await scratch(t)
  const file = await withPolicy(own, `${HEADER}rulez: []\n`)
  const { code, out } = await own.call('policy', 'check')
  t.is(code, 2)
  t.true(out.startsWith(`${file}:4:1: `))
  t.regex(out, /^ {4}4 \| rulez: \[\]\n {6}\| \^/m)
  t.like(await own.json('policy', 'check'), {
    code: 2,
    value: { ok: false, policy: null, problems: [{ code: 'unknown-key', line: 4, column: 1 }] },
  })
})

test('check of a good file, a named file, a preset, and of what is not there', async (t) => {
  const { cli, json } = await scratch(t)
  await writeFile(join(cli.cwd, 'draft.yaml'), `${HEADER}extends: [preset:ci]\n`)
  t.like(await json('policy', 'check', 'draft.yaml'), {
    code: 0,
    value: { ok: true, policy: { name: 'mine' } },
  })
  for (const preset of ['permissive', 'balanced', 'strict', 'ci']) {
    t.like(await json('policy', 'check', `preset:${preset}`), { code: 0, value: { ok: true } }, preset)
  }
  t.like(await json('policy', 'check'), { code: 0, value: { file: 'preset:balanced' } })
  t.like(await json('policy', 'check', 'nowhere.yaml'), { code: 2, value: { error: { code: 'input' } } })
  t.like(await json('policy', 'check', 'preset:nope'), { code: 2, value: { error: { code: 'usage' } } })
})

test('check refuses a file that others may write', async (t) => {
  const { cli, json } = await scratch(t)
  await writeFile(join(cli.cwd, 'open.yaml'), HEADER)
  await chmod(join(cli.cwd, 'open.yaml'), 0o666)
  t.like(await json('policy', 'check', 'open.yaml'), { code: 2, value: { error: { code: 'unsafe-file' } } })
})

test('use writes a private file, then keeps comments and raises the version', async (t) => {
  const own = await scratch(t)
  const { policyFile } = own.cli.paths
  t.like(await own.json('policy', 'use', 'strict'), {
    code: 0,
    value: { preset: 'strict', changed: true, inForce: null },
  })
  t.is((await stat(policyFile)).mode & 0o777, 0o600)
  await withPolicy(own, `# ours\n${HEADER}extends: [preset:strict] # hard\n`)
  t.like(await own.json('policy', 'use', 'preset:ci', '--reason', 'a build machine'), {
    code: 0,
    value: { preset: 'ci', changed: true, version: 4 },
  })
  t.is(await readFile(policyFile, 'utf8'), `# ours\n${HEADER.replace('3', '4')}extends: [preset:ci] # hard\n`)
  t.like(await own.json('policy', 'use', 'ci'), { code: 0, value: { changed: false, version: 4 } })
})

test('use of a preset that is none, or on a broken file, changes nothing', async (t) => {
  const own = await scratch(t)
  t.like(await own.json('policy', 'use', 'lax'), { code: 2, value: { error: { code: 'usage' } } })
  const broken = `${HEADER}extends: [preset:strict]\nrulez: []\n`
  const file = await withPolicy(own, broken)
  t.is((await own.call('policy', 'use', 'ci')).code, 2)
  t.is(await readFile(file, 'utf8'), broken)
})

test('use says whether the daemon has it in force', async (t) => {
  const own = await scratch(t)
  const { value } = await own.json('policy', 'use', 'strict')
  const [, digest = ''] = /"digest":"([0-9a-f]{64})"/.exec(JSON.stringify(value)) ?? []
  await fakeDaemon(t, own.cli.paths.daemonSocket, { reload: () => ({ name: 'mine', version: 1, digest }) })
  t.like(await own.json('policy', 'use', 'strict'), { code: 0, value: { inForce: true } })
})

test('use says so loudly when the daemon refuses the file', async (t) => {
  const own = await scratch(t)
  const refused = 'its version is lower'
  await fakeDaemon(t, own.cli.paths.daemonSocket, { reload: () => ({ digest: 'f'.repeat(64), refused }) })
  t.like(await own.json('policy', 'use', 'strict'), {
    code: 25,
    value: { inForce: false, daemon: { state: 'kept', words: refused } },
  })
})

test('use of a milder preset needs a reason, and a harder one none', async (t) => {
  const own = await scratch(t)
  t.like(await own.json('policy', 'use', 'strict'), { code: 0, value: { changed: true } })
  t.like(await own.json('policy', 'use', 'balanced'), {
    code: 2,
    value: { outcome: 'refused', why: 'no-reason' },
  })
  t.like(await own.json('policy', 'use', 'balanced', '--reason', 'trial'), {
    code: 0,
    value: { changed: true, version: 2 },
  })
})
