/** The doctor's whole visit, with a real pip behind the shim and beside it. */
import { cp, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { diagnose, diagnosisLines, type Diagnosis, type Parts } from '../../../src/guard/index.ts'
import { fakeDaemon } from '../../cli/fake-daemon.ts'
import { scratch } from '../../cli/trustctl.ts'
import { VERSION } from '../../daemon/running-daemon.ts'
import { setStage, type Stage } from '../stage.ts'

const now = (): number => Math.floor(Date.now() / 1000)
const PARTS: Parts = {
  daemon: { version: VERSION, startedAt: now() },
  policy: { mode: 'enforce', refused: null, name: 'mine' },
  bypassUntil: null,
  trustRoots: [],
  notices: [],
  lastDecisionAt: null,
}

/** `path` are the folders of PATH. */
async function visit({ home, venv, daemon }: Stage, path: readonly string[]): Promise<Diagnosis> {
  const env = { ...home.env(venv), PATH: path.join(':') }
  return await diagnose([home.work], PARTS, {
    env,
    cwd: home.work,
    home: join(home.root, 'home'),
    uid: process.getuid?.() ?? 0,
    paths: home.paths,
    shims: home.installation.shims,
    bin: null,
    version: VERSION,
    now,
    cores: 2,
    temporary: home.work,
    daemon,
    onProgress: () => {},
  })
}

test.serial(
  'what PATH finds is covered, the environment beside it is not, and each is told with what mends it',
  async (t) => {
    const stage = await setStage(t)
    const { home, venv } = stage
    const { shims } = home.installation
    const both = await visit(stage, [shims, venv.bin])
    const own = both.pips.filter(({ by, python }) => by === 'typed' || python?.prefix === venv.folder)
    t.false(both.covered)
    t.deepEqual(
      own.map(({ verdict, mend }) => [verdict.kind, mend]),
      [
        ['not-covered', `trustctl protect ${venv.folder}`],
        ['covered', null],
      ],
    )
    const lines = diagnosisLines(both, { colour: false, width: 100 })
    t.true(lines[0]?.startsWith('NOT COVERED'), 'the worst comes first')
    // pip's scripts alone, without the Python beside them: then all that can be typed is the shim.
    const scripts = join(home.root, 'scripts')
    await mkdir(scripts)
    await cp(join(venv.bin, 'pip'), join(scripts, 'pip'))
    const guarded = await visit(stage, [shims, scripts])
    t.true(guarded.covered, JSON.stringify(guarded.pips))
  },
)

test('trustctl doctor: nothing to check is no proof, and what is not proven has its exit code', async (t) => {
  const { cli, folder } = await scratch(t)
  await fakeDaemon(t, cli.paths.daemonSocket, {})
  const env = { ...cli.env, HOME: join(folder, 'home'), PATH: join(folder, 'bin') }
  const again = await scratch(t, { ...cli, env })
  t.is((await again.call('doctor', folder)).code, 3)
  await mkdir(env.PATH)
  await writeFile(join(env.PATH, 'pip'), '#!/bin/sh\nexit 1\n', { mode: 0o755 })
  const { code, value } = await again.json('doctor', folder)
  t.is(code, 25)
  t.like(value, { covered: false, pips: [{ name: 'pip', by: 'typed', verdict: { kind: 'unknown' } }] })
})
