import test from 'ava'
import { chmod, link, mkdir, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { installedIn, mustRun, writePipScripts } from '../e2e/harness/index.ts'
import { makeWheel, sha256Hex, truncated } from '../world/index/index.ts'
import { INSTALL, alpha, block, files, gamma, onPairs, refusedWithoutTrace } from './witnessed.ts'

test('a wheel from the cache of earlier builds says so, and a planted one is another digest', async (t) => {
  const answers = block((question) => question.what === 'file' && question.place === 'wheel-cache')
  await onPairs(t, answers, async (stage) => {
    await stage.links(gamma)
    t.is((await stage.pip([...INSTALL, 'gamma'])).code, 0)
    const built = files(stage).findLast(({ place }) => place === 'built')
    if (built === undefined) throw new Error('nothing was built')
    await mustRun(stage.venv.python, ['-m', 'pip', 'uninstall', '-qy', 'gamma'], {
      env: stage.env(),
      cwd: '/',
    })
    const cached = await findFile(join(stage.home, '.cache'), 'gamma-1.0-py3-none-any.whl')
    await writeFile(
      cached,
      makeWheel({ project: 'gamma', version: '1.0', files: { 'gamma.py': 'EVIL = 1\n' } }).bytes,
    )
    await refusedWithoutTrace(t, stage, [...INSTALL, 'gamma'])
    const last = files(stage).at(-1)
    t.is(last?.place, 'wheel-cache')
    t.not(last?.sha256, built.sha256)
  })
})

async function findFile(folder: string, name: string): Promise<string> {
  const found = await mustRun('find', [folder, '-name', name], { env: { PATH: '/usr/bin:/bin' }, cwd: '/' })
  return found.trim()
}

test('a wheel that is swapped between two opens is judged again', async (t) => {
  const evil = makeWheel({ project: 'alpha', version: '1.0', files: { 'alpha.py': 'EVIL = 1\n' } })
  const answers = block((question) => question.what === 'file' && question.sha256 === sha256Hex(evil.bytes))
  await onPairs(t, answers, async (stage) => {
    const [path = ''] = await stage.links(alpha)
    const before = await stat(path)
    await writeFile(`${path}.evil`, evil.bytes)
    // pip itself swaps the file, on the third time that it is opened: no timing is left to chance.
    const swap = `import os, sys
seen = []
def hook(event, args):
    if event == 'open' and args[0] == ${JSON.stringify(path)} and len(seen) < 3:
        seen.append(1)
        if len(seen) == 3:
            os.rename(args[0] + '.evil', args[0])
            os.utime(args[0], ns=(${(before.mtimeMs * 1e6) | 0}, ${(before.mtimeMs * 1e6) | 0}))
sys.addaudithook(hook)
`
    await writeFile(join(stage.venv.sitePackages, 'sitecustomize.py'), swap)
    const { code } = await stage.pip([...INSTALL, 'alpha'])
    t.is(code, 1)
    t.deepEqual(await installedIn(stage.venv), [])
    t.deepEqual(
      new Set(files(stage).map(({ sha256 }) => sha256)),
      new Set([alpha, evil].map(({ bytes }) => sha256Hex(bytes))),
    )
  })
})

test('what another user may change is refused: file, folder, and a folder further up', async (t) => {
  await onPairs(t, {}, async (stage) => {
    const [path = ''] = await stage.links(alpha)
    for (const open of [path, join(stage.work, 'links'), stage.work]) {
      const { mode } = await stat(open)
      await chmod(open, mode | 0o002)
      const said = await refusedWithoutTrace(t, stage, [...INSTALL, 'alpha'])
      t.true(said.includes(open), said)
      await chmod(open, mode)
    }
    const codes = stage.fake.calls
      .filter(({ route }) => route === 'runs/event')
      .map(({ body }) => body['code'])
    t.deepEqual(codes, ['TC1011', 'TC1011', 'TC1011'])
    t.is(files(stage).length, 0)
  })
})

test('below a folder that nobody else gets through, rights of others do not count; another’s name for the file does', async (t) => {
  await onPairs(t, {}, async (stage) => {
    const [path = ''] = await stage.links(alpha)
    await chmod(path, 0o666)
    await chmod(join(stage.work, 'links'), 0o777)
    await chmod(stage.work, 0o700)
    const { code, stdout, stderr } = await stage.pip([...INSTALL, 'alpha'])
    t.is(code, 0, stdout + stderr)
    t.deepEqual(await installedIn(stage.venv), ['alpha-1.0'])
    t.is((await stage.bare(['uninstall', '--yes', 'alpha'])).code, 0)
    await link(path, join(stage.root, 'other-name'))
    t.true((await refusedWithoutTrace(t, stage, [...INSTALL, 'alpha'])).includes(path))
  })
})

test('a link that another user may point elsewhere is refused, wherever it leads to now', async (t) => {
  await onPairs(t, {}, async (stage) => {
    const [path = ''] = await stage.links(alpha)
    const shared = join(stage.work, 'shared')
    await mkdir(join(shared, 'own'), { recursive: true })
    await chmod(shared, 0o777)
    await symlink(path, join(shared, alpha.filename))
    await symlink(join(stage.work, 'links'), join(shared, 'folder'))
    await symlink(`../${alpha.filename}`, join(shared, 'own', alpha.filename))
    for (const way of [
      alpha.filename,
      `folder/${alpha.filename}`,
      `own/../${alpha.filename}`,
      `own/${alpha.filename}`,
    ]) {
      const said = await refusedWithoutTrace(t, stage, ['install', `shared/${way}`])
      t.true(said.includes(`\`${shared}\` is writable by others`), `${way}: ${said}`)
    }
    t.is(files(stage).length, 0)
    await chmod(shared, 0o755)
    const { stdout, stderr } = await stage.pip(['install', `shared/own/${alpha.filename}`])
    t.true(stdout.includes('Successfully installed alpha-1.0'), stdout + stderr)
  })
})

test('a pipe with the name of a wheel is refused and does not hang', async (t) => {
  await onPairs(t, {}, async (stage) => {
    await mkdir(join(stage.work, 'links'))
    await mustRun('mkfifo', [join(stage.work, 'links', alpha.filename)], {
      env: { PATH: '/usr/bin:/bin' },
      cwd: '/',
    })
    const { code } = await stage.pip(['install', `links/${alpha.filename}`], { timeoutMs: 30_000 })
    t.is(code, 1)
    t.deepEqual(await installedIn(stage.venv), [])
  })
})

test('the suffix does not matter: a `file:` URL to an archive of any name is judged', async (t) => {
  await onPairs(
    t,
    block(() => true),
    async (stage) => {
      const odd = join(stage.work, 'odd.dat')
      await writeFile(odd, gamma.bytes)
      await refusedWithoutTrace(t, stage, ['install', `gamma @ file://${odd}`])
      t.like(files(stage)[0], { path: odd, sha256: sha256Hex(gamma.bytes) })
    },
  )
})

test('`#!python -E` is witnessed', async (t) => {
  await onPairs(
    t,
    block(() => true),
    async (stage) => {
      await writePipScripts(stage.venv, '-E')
      await stage.links(alpha)
      await refusedWithoutTrace(t, stage, [...INSTALL, 'alpha'])
    },
  )
})

test('a connection past the interceptor is refused and recorded', async (t) => {
  await onPairs(t, {}, async (stage) => {
    const code = `import socket, sys
def hook(event, args):
    if event == 'import' and args[0] == 'pip._internal.cli.main':
        try:
            socket.create_connection(('192.0.2.1', 443), 5)
        except PermissionError as refusal:
            print('REFUSED', refusal)
sys.addaudithook(hook)
`
    await writeFile(join(stage.venv.sitePackages, 'sitecustomize.py'), code)
    await stage.links(alpha)
    const { stdout, code: status } = await stage.pip([...INSTALL, 'alpha'])
    t.true(stdout.includes('REFUSED'), stdout)
    t.is(status, 1, 'a refusal never ends in 0')
    const event = stage.fake.calls.find(({ route }) => route === 'runs/event')
    t.like(event?.body, { type: 'socket-refused', code: 'TC5005', detail: '192.0.2.1 port 443' })
  })
})

test('a socket that another user could have made is not trusted', async (t) => {
  await onPairs(t, {}, async (stage) => {
    await chmod(join(stage.trustHome, 'run'), 0o755)
    const { code, stderr } = await stage.pip(['install', 'x'])
    t.is(code, 1)
    t.regex(stderr, /TC5002/)
    t.deepEqual(stage.fake.routes(), [])
  })
})

test('a truncated archive is handed to the interceptor as it is', async (t) => {
  const broken = truncated(gamma)
  await onPairs(
    t,
    block(() => true),
    async (stage) => {
      await stage.links(broken)
      await refusedWithoutTrace(t, stage, [...INSTALL, 'gamma'])
      t.is(files(stage)[0]?.sha256, sha256Hex(broken.bytes))
    },
  )
})
