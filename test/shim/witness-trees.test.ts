import test from 'ava'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { mustRun } from '../e2e/harness/index.ts'
import { block, onPairs } from './witnessed.ts'

test('build code sees neither the token nor our proxy, gets its own values back, and its pips open runs of their own', async (t) => {
  await onPairs(t, {}, async (stage) => {
    await mkdir(join(stage.work, 'tree'))
    await writeFile(
      join(stage.work, 'tree/pyproject.toml'),
      '[build-system]\nrequires=[]\nbuild-backend="b"\nbackend-path=["."]\n',
    )
    await writeFile(
      join(stage.work, 'tree/b.py'),
      `import json, os, subprocess, sys
def prepare_metadata_for_build_wheel(d, s=None):
    json.dump([dict(os.environ), sys.path], open(${JSON.stringify(join(stage.root, 'seen.json'))}, 'w'))
    subprocess.run([sys.executable, '-m', 'pip', 'download', 'nothing'])
    raise SystemExit(7)
build_wheel = prepare_metadata_for_build_wheel
`,
    )
    const { code } = await stage.pip(['install', '--no-build-isolation', './tree'], {
      env: { PIP_PROXY: 'http://users.example:3128' },
    })
    t.is(code, 1)
    const seen: unknown = JSON.parse(await readFile(join(stage.root, 'seen.json'), 'utf8'))
    const text = JSON.stringify(seen)
    t.false(text.includes(stage.fake.token))
    t.true(text.includes('"PIP_PROXY":"http://users.example:3128"'))
    t.false(JSON.stringify(Array.isArray(seen) ? seen[1] : null).includes('shim/site'))
    t.is(stage.fake.routes().filter((route) => route === 'runs').length, 2)
    t.like(stage.fake.judged()[0], { what: 'directory', location: join(stage.work, 'tree') })
  })
})

test('a local folder is judged before its build code runs', async (t) => {
  await onPairs(
    t,
    block((question) => question.what === 'directory'),
    async (stage) => {
      await mkdir(join(stage.work, 'tree'))
      await writeFile(
        join(stage.work, 'tree/setup.py'),
        `open(${JSON.stringify(join(stage.root, 'ran'))}, 'w')\n`,
      )
      await stage.pip(['install', '--no-build-isolation', '-e', './tree'])
      t.false(existsSync(join(stage.root, 'ran')))
      t.like(stage.fake.judged()[0], { what: 'directory', location: join(stage.work, 'tree') })
    },
  )
})

test('a local folder that another user may change is refused before anybody is asked', async (t) => {
  await onPairs(t, {}, async (stage) => {
    const tree = join(stage.work, 'tree')
    await mkdir(tree)
    await writeFile(join(tree, 'setup.py'), `open(${JSON.stringify(join(stage.root, 'ran'))}, 'w')\n`)
    for (const open of [tree, stage.work]) {
      await chmod(open, 0o777)
      await stage.pip(['install', '--no-build-isolation', './tree'])
      await chmod(open, 0o755)
    }
    t.false(existsSync(join(stage.root, 'ran')))
    t.deepEqual(stage.fake.judged(), [])
    const events = stage.fake.calls.filter(({ route }) => route === 'runs/event')
    t.deepEqual(
      events.map(({ body }) => [body['type'], body['code']]),
      [
        ['file-refused', 'TC1011'],
        ['file-refused', 'TC1011'],
      ],
    )
  })
})

test('a repository is judged before git runs, and again with its commit before it is built', async (t) => {
  await onPairs(t, {}, async (stage) => {
    const git = async (...args: readonly string[]): Promise<string> =>
      await mustRun(
        'git',
        ['-C', join(stage.work, 'repo'), '-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args],
        {
          env: { PATH: '/usr/bin:/bin', HOME: stage.home },
          cwd: '/',
        },
      )
    await mkdir(join(stage.work, 'repo'))
    await writeFile(
      join(stage.work, 'repo/pyproject.toml'),
      '[build-system]\nrequires=[]\nbuild-backend="b"\nbackend-path=["."]\n',
    )
    await writeFile(join(stage.work, 'repo/b.py'), 'raise SystemExit(7)\n')
    await git('init', '-q')
    await git('add', '.')
    await git('commit', '-qm', 'one')
    const commit = (await git('rev-parse', 'HEAD')).trim()
    await stage.pip(['install', `gamma @ git+file://${stage.work}/repo@${commit}`])
    const trees = stage.fake.judged().filter(({ what }) => what === 'vcs')
    t.like(trees[0], { what: 'vcs', revision: commit })
    t.like(trees.at(-1), { what: 'vcs', revision: commit })
    t.false(stage.fake.judged().some(({ what }) => what === 'directory'))
  })
})

test('a repository that is refused is never cloned', async (t) => {
  await onPairs(
    t,
    block((question) => question.what === 'vcs'),
    async (stage) => {
      await mkdir(join(stage.root, 'bin'))
      await writeFile(
        join(stage.root, 'bin/git'),
        `#!/bin/sh\necho "$1" >> '${stage.root}/git.log'\necho git version 2.39.0\n`,
        { mode: 0o755 },
      )
      const PATH = [stage.shims, join(stage.root, 'bin'), stage.venv.bin, '/usr/bin:/bin'].join(delimiter)
      const { code } = await stage.pip(['install', 'git+https://git.invalid/x.git'], { env: { PATH } })
      t.is(code, 1)
      const log = existsSync(`${stage.root}/git.log`) ? await readFile(`${stage.root}/git.log`, 'utf8') : ''
      t.false(log.includes('clone'))
    },
  )
})
