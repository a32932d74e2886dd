import { spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { chmod, copyFile, mkdir, readFile, readdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import test from 'ava'
import { sha256Of } from '../../../src/encoding/index.ts'
import { sdist } from '../../publish/difference/artifacts.ts'
import { pemPair, plainKey, ringOf, trusting } from '../../verify/plain/signing.ts'
import { artifactOf, evidenceOf, factsOf } from '../../verify/support.ts'
import { scratch, type Scratch } from '../trustctl.ts'

const WHEEL = 'acme_pay-1.0-py3-none-any.whl'
const SDIST = 'acme_pay-1.0.tar.gz'
const TEXT = 'PAID = True\n'
const PYPROJECT = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
/** Of the file, and of what was made then, on the publisher's machine. */
const [WRITTEN, BUILT] = [Date.UTC(2024, 10, 1, 10, 0, 0) / 1000, Date.UTC(2024, 10, 27, 12, 0, 0) / 1000]
const AS_OF = '2024-11-27T12:00:30Z'

/** A wheel as a publisher made it, and the source distribution beside it; `text` and `plan` are what that one has instead. */
async function published(
  t: ExecutionContext,
  { text = TEXT, plan = null }: { readonly text?: string; readonly plan?: string | null } = {},
): Promise<Scratch> {
  const own = await scratch(t, { env: { PATH: process.env['PATH'], HOME: process.env['HOME'] } })
  const backend = join(import.meta.dirname, 'backend.py')
  const machine = join(own.folder, 'publisher')
  await mkdir(join(machine, 'made', 'acme_pay-1.0.dist-info'), { recursive: true })
  await copyFile(backend, join(machine, 'backend.py'))
  await writeFile(join(machine, 'acme_pay.py'), TEXT)
  await chmod(join(machine, 'acme_pay.py'), 0o664)
  await utimes(join(machine, 'acme_pay.py'), WRITTEN, WRITTEN)
  const program = `import os, time, backend
time.time = lambda: ${BUILT}.0
add = backend.add
def at_that_time(wheel, path, name):
    if path.startswith("made/"): os.utime(path, (${BUILT}, ${BUILT}))
    add(wheel, path, name)
backend.add = at_that_time
backend.build_wheel(${JSON.stringify(own.cli.cwd)})`
  const { status, stderr } = spawnSync('python3', ['-B', '-c', program], { cwd: machine, encoding: 'utf8' })
  t.is(status, 0, stderr)
  const files = [
    { name: 'pyproject.toml', content: PYPROJECT },
    { name: 'backend.py', content: await readFile(backend) },
    { name: 'acme_pay.py', content: text },
    ...(plan === null ? [] : [{ name: 'plan.py', content: plan }]),
  ]
  const bytes = sdist(files.map(({ name, content }) => ({ name: `acme_pay-1.0/${name}`, content })))
  await writeFile(join(own.cli.cwd, SDIST), bytes)
  return own
}

const ASKED = ['reproduce', WHEEL, '--source', SDIST, '--as-of', AS_OF] as const

test('a wheel is rebuilt to the byte in the surroundings that it shows, and stated', async (t) => {
  const own = await published(t)
  const pair = pemPair('ed25519')
  const key = join(own.cli.cwd, 'rebuilder.pem')
  await writeFile(key, pair.secret.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
  const { code, value } = await own.json(...ASKED, '--key', key, '--rebuilder', 'acme', '--out', 'out')
  t.is(code, 0, JSON.stringify(value))
  t.like(value, {
    grade: 'identical',
    project: 'acme-pay',
    differences: [],
    surroundings: { kind: 'replay' },
  })
  const bytes = await readFile(join(own.cli.cwd, WHEEL))
  t.deepEqual(await readFile(join(own.cli.cwd, 'out', 'rebuilt', WHEEL)), bytes)
  const statement: unknown = JSON.parse(
    await readFile(join(own.cli.cwd, 'out', `${WHEEL}.acme.rebuild.json`), 'utf8'),
  )
  const trust = trusting(ringOf('acme', plainKey(pair, 'Acme <rebuild@acme.example>')))
  const asked = {
    artifact: artifactOf(WHEEL, sha256Of(bytes)),
    evidence: [evidenceOf('rebuild-statement', statement)],
  }
  const facts = await factsOf(asked, trust)
  t.deepEqual(
    facts.filter(({ check }) => check === 'rebuild').map(({ result }) => result),
    ['ok'],
  )
})

test('other contents are different: named, told by the exit code, and not stated', async (t) => {
  const own = await published(t, { text: 'PAID = False\n' })
  const key = join(own.cli.cwd, 'rebuilder.pem')
  await writeFile(key, pemPair().secret.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
  const { code, value } = await own.json(...ASKED, '--key', key, '--rebuilder', 'acme')
  t.is(code, 21)
  t.like(value, { grade: 'different', written: [] })
  t.true(JSON.stringify(value).includes('"kind":"text"'))
  t.deepEqual(
    (await readdir(own.cli.cwd)).filter((name) => name.endsWith('.json')),
    [],
  )
})

test('a build that asks for the network can’t be built, and says whom it asked', async (t) => {
  const own = await published(t, {
    plan: 'import urllib.request\nurllib.request.urlopen("http://evil.example/")\n',
  })
  const { code, out } = await own.call(...ASKED)
  t.is(code, 22)
  t.true(out.includes('evil.example'))
})

test('a link in the place of the wheel is not followed out of the room', async (t) => {
  const own = await published(t, { plan: LINKING })
  const { code, value } = await own.json(...ASKED, '--out', 'out')
  t.is(code, 22)
  t.like(value, { grade: 'unbuilt', rebuilt: null, written: [] })
  t.regex(JSON.stringify(value), /found nothing that can be read in/)
})

const LINKING = `
import os, zipfile
class Linking(zipfile.ZipFile):
    def close(self):
        path = self.filename
        super().close()
        if not os.path.islink(path):
            os.remove(path)
            os.symlink("/etc/passwd", path)
zipfile.ZipFile = Linking
`

test('what is asked for wrongly is refused before anything is built', async (t) => {
  const own = await scratch(t)
  await writeFile(join(own.cli.cwd, WHEEL), 'no wheel')
  const codes = async (...args: readonly string[]): Promise<number> =>
    (await own.call('reproduce', ...args)).code
  t.is(await codes('no-such.whl'), 2)
  t.is(await codes('six==not a version'), 2)
  t.is(await codes(WHEEL, '--source', SDIST), 2)
  t.is(await codes(WHEEL, '--from', 'https://git.acme.example/pay@main'), 2)
  t.is(await codes(WHEEL, '--from', `--upload-pack=evil@${'a'.repeat(40)}`), 2)
  t.is(await codes(WHEEL, '--from', `x@${'a'.repeat(40)}`, '--source', WHEEL), 2)
  t.is(await codes(WHEEL, '--as-of', 'yesterday'), 2)
  t.is(await codes(WHEEL, '--key', 'none.pem'), 2)
  t.is(await codes(WHEEL, '--rebuilder', 'acme'), 2)
})

test('a key that others may read, that is sealed or of another kind, or a name with a slash, signs nothing', async (t) => {
  const own = await scratch(t)
  await writeFile(join(own.cli.cwd, WHEEL), 'no wheel')
  const open = join(own.cli.cwd, 'open.pem')
  const { privateKey } = generateKeyPairSync('ed25519')
  await writeFile(open, privateKey.export({ type: 'pkcs8', format: 'pem' }))
  await chmod(open, 0o644)
  const sealed = join(own.cli.cwd, 'sealed.pem')
  const cipher = { cipher: 'aes-256-cbc', passphrase: 'secret' }
  await writeFile(sealed, privateKey.export({ type: 'pkcs8', format: 'pem', ...cipher }), { mode: 0o600 })
  const other = join(own.cli.cwd, 'other.pem')
  const agreed = generateKeyPairSync('x25519').privateKey.export({ type: 'pkcs8', format: 'pem' })
  await writeFile(other, agreed, { mode: 0o600 })
  for (const key of [open, sealed, other])
    t.is((await own.call('reproduce', WHEEL, '--key', key, '--rebuilder', 'acme')).code, 2, key)
  await chmod(open, 0o600)
  t.is((await own.call('reproduce', WHEEL, '--key', open, '--rebuilder', '../acme')).code, 2)
})
