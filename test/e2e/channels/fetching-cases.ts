import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeWheel, type Distribution } from '../../world/index/index.ts'
import { inheritedEnvironment, mustRun, served, story, type Scene } from '../harness/index.ts'
import { alphaTwins, attack, bareAlphaSite, leaves, siteOf, type Twins } from './attack.ts'
import { mustHold, mustSucceed, since, type ChannelCase } from './channel-case.ts'

const wheelName = alphaTwins.honest.filename

/** Commands other than a plain install: each fetches, so each is judged. */
export const fetchingCases: readonly ChannelCase[] = [
  attack({
    name: 'pip download',
    codes: ['TC2111'],
    attempt: async (it) => await it.pip(['download', '-d', 'got', 'alpha']),
    proves: leaves('got', wheelName),
  }),
  attack({
    name: 'pip wheel',
    codes: ['TC2111'],
    attempt: async (it) => await it.pip(['wheel', '-w', 'made', 'alpha']),
    proves: leaves('made', wheelName),
  }),
  attack({
    name: 'pip lock, which fetches the file',
    unsupported: since('25.1'),
    codes: ['TC2111'],
    site: bareAlphaSite,
    attempt: async (it) => await it.pip(['lock', 'alpha']),
    proves: async (it, result) => {
      const lock = await readFile(join(it.home.work, 'pylock.toml'), 'utf8')
      assert.ok(lock.includes(`${it.index.base}/files/${wheelName}`), lock + story(result))
    },
  }),
  attack({
    name: 'pip install --dry-run --report, which fetches the file',
    unsupported: since('22.2'),
    codes: ['TC2111'],
    site: bareAlphaSite,
    attempt: async (it) => await it.pip(['install', '--dry-run', '--report', 'report.json', 'alpha']),
    proves: leaves('report.json'),
  }),
  attack({
    name: 'pip install --target',
    codes: ['TC2111'],
    attempt: async (it) => await it.pip(['install', '--target', 'into', 'alpha']),
    proves: leaves('into', 'alpha.py'),
  }),
  attack({
    name: 'pip install --prefix',
    codes: ['TC2111'],
    attempt: async (it) => await it.pip(['install', '--prefix', 'into', 'alpha']),
    proves: async (it, result) => {
      const names = await readdir(join(it.home.work, 'into'), { recursive: true })
      assert.ok(
        names.some((name) => name.endsWith('alpha.py')),
        story(result),
      )
    },
  }),
  attack({
    name: 'pip install --user',
    codes: ['TC2111'],
    attempt: async (it) => {
      const config = join(it.venv.folder, 'pyvenv.cfg')
      const text = await readFile(config, 'utf8')
      await writeFile(config, text.replace('system-site-packages = false', 'system-site-packages = true'))
      const env = { PYTHONUSERBASE: join(it.home.root, 'base'), PIP_REQUIRE_VIRTUALENV: '' }
      return await it.pip(['install', '--user', '--ignore-installed', 'alpha'], { env })
    },
    proves: async (it, result) => {
      const names = await readdir(join(it.home.root, 'base'), { recursive: true })
      assert.ok(
        names.some((name) => name.endsWith('alpha.py')),
        story(result),
      )
    },
  }),
  {
    name: 'pip install pip',
    scene: () => ({ site: {} }),
    run: async (it, world) => {
      const twins = await pipTwins(it)
      const words = ['install', '--no-cache-dir', '--force-reinstall', 'pip']
      it.index.replace(siteOf(twins, 'pip')(world, 'changed'))
      const refused = await it.pip(words)
      assert.notEqual(refused.code, 0, story(refused))
      assert.ok(refused.codes.includes('TC2111'), story(refused))
      assert.ok(!existsSync(join(it.venv.sitePackages, 'pip', MARK)), 'the changed pip was installed')
      it.index.replace(siteOf(twins, 'pip')(world, 'honest'))
      mustSucceed(await it.pip(words))
      assert.equal((await it.pip(['--version'])).code, 0)
      assert.ok(existsSync(join(it.venv.sitePackages, 'pip/_internal/__init__.py')))
    },
  },
  {
    name: 'pip index versions, which fetches pages alone',
    scene: () => ({ site: {} }),
    run: async (it) => {
      const files = ['1.0', '2.0'].map((version) => served(makeWheel({ project: 'alpha', version })))
      it.index.replace({ api: '1.4', projects: [{ name: 'alpha', files }] })
      const result = await it.pip(['index', 'versions', 'alpha'])
      mustSucceed(result)
      assert.ok(result.stdout.includes('2.0'), story(result))
      assert.ok(result.report !== null, 'it was not witnessed')
    },
  },
  {
    name: 'pip list -o, which fetches pages',
    scene: () => ({ site: {} }),
    run: async (it) => {
      const files = ['1.0', '2.0'].map((version) => served(makeWheel({ project: 'alpha', version })))
      it.index.replace({ api: '1.4', projects: [{ name: 'alpha', files }] })
      mustSucceed(await it.pip(['install', 'alpha==1.0']))
      const result = await it.pip(['list', '-o'])
      mustSucceed(result)
      assert.match(result.stdout, /alpha\s+1\.0\s+2\.0/, story(result))
      assert.ok(result.report !== null, 'it was not witnessed')
    },
  },
  {
    name: 'pip uninstall -r URL, which fetches a text',
    scene: () => ({ site: {} }),
    run: async (it) => {
      const files = [served(makeWheel({ project: 'alpha', version: '1.0' }))]
      const extras = { '/old.txt': { contentType: 'text/plain', body: 'alpha\n' } }
      it.index.replace({ api: '1.4', projects: [{ name: 'alpha', files }], extras })
      mustSucceed(await it.pip(['install', 'alpha']))
      const result = await it.pip(['uninstall', '-y', '-r', `${it.index.base}/old.txt`])
      mustSucceed(result)
      await mustHold(it)
      assert.ok(result.report !== null, 'it was not witnessed')
    },
  },
  {
    name: 'commands that neither fetch nor open an archive start nothing',
    scene: () => ({ site: {} }),
    run: async (it) => {
      for (const words of [
        ['--version'],
        ['list'],
        ['freeze'],
        ['check'],
        ['help'],
        ['show', 'pip'],
        ['cache', 'dir'],
      ]) {
        const result = await it.pip(words)
        assert.equal(result.code, 0, story(result))
        assert.equal(result.report, null, `${words.join(' ')} was witnessed`)
      }
      assert.ok(!existsSync(it.home.paths.shimSocket), 'the interceptor was started')
    },
  },
  attack({
    name: 'pip --log list install x, whose first word of a command is not `list`',
    codes: ['TC2111'],
    attempt: async (it) => await it.pip(['--log', 'list', 'install', 'alpha']),
  }),
]

const MARK = 'changed_on_the_way.py'

/** The environment's own pip as a wheel, and one with another module in it. */
async function pipTwins(it: Scene): Promise<Twins> {
  const code = `import os, sys, zipfile
target, source, mark = sys.argv[1:]
with zipfile.ZipFile(target, 'w', zipfile.ZIP_DEFLATED) as zip:
    for top in sorted(os.listdir(source)):
        if top == 'pip' or (top.startswith('pip-') and top.endswith('.dist-info')):
            for folder, _, names in os.walk(os.path.join(source, top)):
                for name in sorted(names):
                    path = os.path.join(folder, name)
                    if not path.endswith('.pyc') and name not in ('INSTALLER', 'REQUESTED', 'direct_url.json'):
                        zip.write(path, os.path.relpath(path, source))
    if mark:
        zip.writestr('pip/' + mark, '')
`
  const filename = `pip-${it.venv.pipVersion}-py3-none-any.whl`
  const make = async (mark: string): Promise<Distribution> => {
    const path = join(it.home.root, `made${mark}.whl`)
    const options = { env: inheritedEnvironment(), cwd: '/' }
    await mustRun(it.venv.python, ['-c', code, path, it.venv.sitePackages, mark], options)
    const metadata = await readFile(
      join(it.venv.sitePackages, `pip-${it.venv.pipVersion}.dist-info/METADATA`),
    )
    return { filename, bytes: await readFile(path), metadata }
  }
  return { honest: await make(''), changed: await make(MARK) }
}
