import { chmod, cp, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { installedIn, mustRun, writePipScripts, type Pair } from '../e2e/harness/index.ts'
import { makeSdist, makeWheel, sha256Hex, truncated } from '../world/index/index.ts'
import type { JudgeFile, JudgeRequest } from '../../shim/runs/api.ts'
import type { Answers } from './fake-interceptor.ts'
import { createStage, pairsFor, type Stage } from './stage.ts'

const alpha = makeWheel({ project: 'alpha', version: '1.0' })
const gamma = makeSdist({ project: 'gamma', version: '1.0' })
const delta = makeSdist({
  project: 'delta',
  version: '1.0',
  buildRequires: ['alpha'],
  buildImports: ['alpha'],
})
const INSTALL = ['install', '--find-links', 'links']
const REFUSED = 'refused: the words of the test'

function block(which: (question: JudgeRequest) => boolean): Answers {
  return {
    judge: (question) =>
      which(question) ? { decision: 'block', code: 'TC4001', words: REFUSED } : { decision: 'allow' },
    lines: ['pip-trust: the closing line'],
  }
}

const files = (stage: Stage): readonly JudgeFile[] =>
  stage.fake.judged().filter((question) => question.what === 'file')

/** Runs a scene on the pairs that are to be tried, each on a stage of its own. */
async function onPairs(
  t: ExecutionContext,
  answers: Answers,
  scene: (stage: Stage) => Promise<void>,
  wanted?: (pair: Pair) => boolean,
): Promise<void> {
  for (const pair of await pairsFor(t.title, wanted)) {
    const stage = await createStage(pair, answers)
    await scene(stage).finally(stage.dispose)
  }
}

async function refusedWithoutTrace(
  t: ExecutionContext,
  stage: Stage,
  args: readonly string[],
): Promise<string> {
  const { code, stdout, stderr } = await stage.pip(args)
  t.is(code, 1, stderr)
  t.deepEqual(await installedIn(stage.venv), [])
  t.false(stderr.includes('Traceback'), stderr)
  return stdout + stderr
}

test('a wheel is judged by its digest before pip reads it, and a refusal is three lines', async (t) => {
  await onPairs(
    t,
    block(() => true),
    async (stage) => {
      const [path = ''] = await stage.links(alpha)
      const said = await refusedWithoutTrace(t, stage, [...INSTALL, 'alpha'])
      t.true(said.includes(REFUSED))
      t.true(said.trimEnd().endsWith('pip-trust: the closing line'))
      t.like(files(stage)[0], {
        path,
        sha256: sha256Hex(alpha.bytes),
        size: alpha.bytes.length,
        place: 'local',
      })
      t.is(files(stage).length, 1, 'a refusal is remembered')
    },
  )
})

test('an sdist is judged before it is unpacked, its wheel counts as built, its requirements are judged in the nested pip', async (t) => {
  await onPairs(t, {}, async (stage) => {
    await stage.links(alpha, delta)
    const { code, stderr } = await stage.pip([...INSTALL, 'delta'])
    t.is(code, 0, stderr)
    const seen = files(stage).map(({ path, place }) => `${path.replace(/^.*\//, '')} ${place}`)
    t.is(seen[0], 'delta-1.0.tar.gz local')
    t.true(seen.includes('alpha-1.0-py3-none-any.whl local'))
    t.true(seen.includes('delta-1.0-py3-none-any.whl built'))
    t.false(seen.some((each) => each.endsWith('wheel-cache')))
    const roles = stage.fake.calls
      .filter(({ route }) => route === 'runs/hello')
      .map(({ body }) => body['role'])
    t.deepEqual(roles, ['main', 'nested'])
    t.true(
      stage.fake.calls.every(({ token, route }) => token === (route === 'runs' ? null : stage.fake.token)),
    )
  })
})

test('a build requirement that is refused stops the build before any hook', async (t) => {
  const answers = block((question) => question.what === 'file' && question.path.includes('alpha'))
  await onPairs(t, answers, async (stage) => {
    await stage.links(alpha, delta)
    const ran = join(stage.root, 'ran.txt')
    const { code } = await stage.pip([...INSTALL, 'delta'], { env: { WORLD_RAN: ran } })
    t.not(code, 0)
    t.false(existsSync(ran))
    t.false(stage.fake.calls.some(({ body }) => body['type'] === 'build-started'))
  })
})

const isNewest = ({ pip }: Pair): boolean => pip === 'newest'

for (const feature of ['venv-isolation', 'inprocess-build-deps']) {
  test(`build requirements are judged under ${feature}`, async (t) => {
    const answers = block((question) => question.what === 'file' && question.path.includes('alpha'))
    await onPairs(
      t,
      answers,
      async (stage) => {
        await stage.links(alpha, delta)
        const { code, stderr } = await stage.pip([...INSTALL, `--use-feature=${feature}`, 'delta'])
        t.not(code, 0)
        t.true(
          files(stage).some(({ path }) => path.includes('alpha')),
          stderr,
        )
      },
      isNewest,
    )
  })
}

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

const BROKEN: Readonly<Record<string, Answers>> = {
  'the connection drops at a judgement': { drop: ['runs/judge'] },
  'the connection drops at hello': { drop: ['runs/hello'] },
  'the connection drops at open': { drop: ['runs'] },
  'a judgement is not HTTP': { garble: ['runs/judge'] },
  'a judgement is an error': {
    refuse: { 'runs/judge': { status: 500, body: { code: 'internal', message: 'broken' } } },
  },
  'a judgement has no decision': { refuse: { 'runs/judge': { status: 200, body: { words: 'yes' } } } },
  'a run is not opened': {
    refuse: { runs: { status: 503, body: { code: 'TC5001', message: 'no daemon', hint: 'start it' } } },
  },
}

for (const [title, answers] of Object.entries(BROKEN)) {
  test(`nothing is installed when ${title}`, async (t) => {
    await onPairs(t, answers, async (stage) => {
      await stage.links(alpha)
      const { code, stderr } = await stage.pip([...INSTALL, 'alpha'])
      t.is(code, 1)
      t.regex(stderr, /pip-trust: TC500\d: /)
      t.deepEqual(await installedIn(stage.venv), [])
    })
  })
}

test('a hook that raises ends the process', async (t) => {
  await onPairs(t, { open: { env: { PIP_PROXY: null } } }, async (stage) => {
    await stage.links(alpha)
    const shim = join(stage.root, 'broken/shim')
    await cp(join(import.meta.dirname, '../../shim'), shim, { recursive: true })
    const verdicts = join(shim, 'pip_trust_witness/verdicts.py')
    const text = await readFile(verdicts, 'utf8')
    await writeFile(verdicts, text.replace('fault = archives.fault_of(real)', 'fault = {}["missing"]'))
    const args = ['--boot', join(stage.venv.bin, 'pip'), ...INSTALL, 'alpha']
    const { code, stderr } = await stage.pip([join(shim, 'witness.py'), ...args], {
      program: stage.venv.python,
    })
    t.is(code, 1)
    t.regex(stderr, /TC5006/)
    t.deepEqual(await installedIn(stage.venv), [])
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

test('the report is written whole, and 0 never stands beside a refusal', async (t) => {
  await onPairs(t, {}, async (stage) => {
    await stage.links(alpha)
    const report = join(stage.root, 'report.json')
    const { code } = await stage.pip([...INSTALL, 'alpha'], { env: { PIP_TRUST_REPORT: report } })
    t.is(code, 0)
    t.like(JSON.parse(await readFile(report, 'utf8')), { version: 1, exitCode: 0 })
    const missing = join(stage.root, 'no-such-folder/report.json')
    const unwritten = await stage.pip([...INSTALL, 'alpha'], { env: { PIP_TRUST_REPORT: missing } })
    t.is(unwritten.code, 1)
    t.true(unwritten.stderr.includes(missing))
  })
})

test('the sitecustomize of the environment still runs, in the main and in nested pips', async (t) => {
  await onPairs(t, {}, async (stage) => {
    const log = join(stage.root, 'customized')
    await writeFile(
      join(stage.venv.sitePackages, 'sitecustomize.py'),
      `open(${JSON.stringify(log)}, 'a').write('x')\n`,
    )
    await stage.links(alpha, delta)
    t.is((await stage.pip([...INSTALL, 'delta'])).code, 0)
    t.true((await readFile(log, 'utf8')).length > 1)
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
