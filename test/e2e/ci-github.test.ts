/** Jobs as GitHub's runner runs them, from nothing to green and to red. */
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { readCommand } from '../guard/ci/github-runner.ts'
import { openCiScene, type CiScene } from './ci/ci-scene.ts'
import { startGithubJob, type GithubJob, type StepResult } from './ci/github-job.ts'
import { isAlive } from './harness/index.ts'

interface Started {
  readonly scene: CiScene
  readonly job: GithubJob
  readonly trustctl: string
}

async function start(t: ExecutionContext, env: Readonly<Record<string, string>> = {}): Promise<Started> {
  const scene = await openCiScene(t)
  const job = await startGithubJob(join(scene.root, 'job'), { ...scene.env, ...env })
  return { scene, job, trustctl: join(scene.installation.prefix, 'bin/trustctl') }
}

function story({ code, stdout, stderr }: StepResult): string {
  return `exit ${code}\n${stdout}\n${stderr}`
}

async function report({ workspace }: GithubJob, name: string): Promise<string> {
  return await readFile(join(workspace, 'pip-trust-reports', name), 'utf8')
}

/** Titles of a step's annotations, in order. */
function annotations({ stdout }: StepResult): readonly (string | undefined)[] {
  return stdout.split('\n').flatMap((line) => readCommand(line)?.properties.get('title') ?? [])
}

/** The step ended with 25, and of all that was looked at only this is not proven. */
function isUnproven(t: ExecutionContext, result: StepResult, name: string): void {
  t.is(result.code, 25, story(result))
  t.deepEqual(
    [...result.stdout.matchAll(/NOT PROVEN (\w+):/g)].map(([, found]) => found),
    [name],
    story(result),
  )
  t.is(annotations(result)[0], `pip-trust: not proven: ${name}`)
  t.regex(result.summary, new RegExp(`^- ❌ ${name}: `, 'm'))
}

test.serial(
  'a job from nothing: red while nothing is checked, green with its reports, red for what a step takes away',
  async (t) => {
    const { scene, job, trustctl } = await start(t)
    const { HOME = '' } = scene.env
    const pipConf = join(HOME, '.config/pip/pip.conf')
    const own = '# mine\r\n[global]\r\nproxy =\r\ntimeout = 60'
    await mkdir(dirname(pipConf), { recursive: true })
    await writeFile(pipConf, own, { mode: 0o640 })
    await writeFile(join(job.workspace, 'requirements.txt'), `# of the job\n${scene.good}\n`)
    const begun = await job.step(`${trustctl} ci bootstrap`)
    t.is(begun.code, 0, story(begun))
    t.is(job.env()['PATH']?.split(':')[0], scene.installation.shims)
    t.regex(begun.stderr, /proven +canary: `python3 -m pip` refuses/)
    const guarded = await readFile(pipConf)

    const nothing = await job.step('trustctl ci report --keep-guard')
    t.is(nothing.code, 3, story(nothing))
    t.regex(nothing.summary, /Nothing was checked/)
    t.regex(await report(job, 'pip-trust.env'), /^PIP_TRUST_PROVEN=no$/m)

    const installed = await job.step('pip install --no-deps -r requirements.txt')
    t.is(installed.code, 0, story(installed))
    const green = await job.step('trustctl ci report --keep-guard')
    t.is(green.code, 0, story(green))
    t.regex(green.summary, /^### ✅ pip-trust: 1 artifact checked$/m)
    t.deepEqual(annotations(green), ['pip-trust: TC2102 no-attestation'])
    t.like(JSON.parse(await report(job, 'pip-trust.sarif')), {
      runs: [
        {
          results: [
            {
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: 'requirements.txt' },
                    region: { startLine: 2 },
                  },
                },
              ],
            },
          ],
        },
      ],
    })
    t.regex(
      await report(job, 'pip-trust.junit.xml'),
      /<testsuite name="pip-trust artifacts" tests="1" failures="0"/,
    )
    t.is(
      await report(job, 'pip-trust.env'),
      'PIP_TRUST_PROVEN=yes\nPIP_TRUST_CHECKED=1\nPIP_TRUST_REFUSED=0\n',
    )

    const again = await job.step(`${trustctl} ci bootstrap`)
    t.is(again.code, 2, story(again))

    isUnproven(
      t,
      await job.step(`PATH=${scene.env['PATH'] ?? ''} ${trustctl} ci report --keep-guard`),
      'path',
    )
    isUnproven(t, await job.step('PIP_TRUST_HOME=$HOME trustctl ci report --keep-guard'), 'environment')
    isUnproven(t, await job.step('unset PIP_TRUST_CI PIP_TRUST_HOME; trustctl ci report --keep-guard'), 'job')
    t.is(
      await report(job, 'pip-trust.env'),
      'PIP_TRUST_PROVEN=no\nPIP_TRUST_CHECKED=0\nPIP_TRUST_REFUSED=0\n',
    )

    const changes = [
      'echo >>~/.config/pip/pip.conf',
      'echo PIP_CONFIG_FILE=/dev/null >>"$GITHUB_ENV"',
      'echo PIP_CONFIG_FILE= >>"$GITHUB_ENV"; kill -9 "$(cut -d" " -f1 "$PIP_TRUST_HOME/run/shim.lock")"',
    ]
    for (const change of changes) {
      t.is((await job.step(change)).code, 0, change)
      isUnproven(t, await job.step('trustctl ci report --keep-guard'), 'guard')
      await writeFile(pipConf, guarded)
    }

    const pid = Number(/daemon runs \(pid (\d+)\)/.exec(begun.stderr)?.[1])
    t.true(isAlive(pid))
    await job.step(`kill -9 ${pid}`)
    const ended = await job.step('trustctl ci report')
    t.is(ended.code, 25, story(ended))
    t.regex(ended.stdout, /NOT PROVEN daemon:/)
    t.deepEqual(await readdir(job.runnerTemp), [], 'the job’s home is gone')
    t.is(await readFile(pipConf, 'utf8'), own)
    t.is((await stat(pipConf)).mode & 0o777, 0o640)
  },
)

test.serial(
  'a job whose shim lets a tampered package through is red before anything is installed',
  async (t) => {
    const { scene, job, trustctl } = await start(t)
    await writeFile(join(scene.installation.shims, 'pip'), `#!/bin/sh\nexec '${scene.venv.bin}/pip' "$@"\n`, {
      mode: 0o755,
    })
    const begun = await job.step(`${trustctl} ci bootstrap --no-guard`)
    t.is(begun.code, 25, story(begun))
    t.regex(begun.stderr, /NOT PROVEN canary: .* came through/)
    t.is(job.env()['PATH'], `:${scene.env['PATH']}`.slice(1), 'later steps are told nothing')
    t.is(job.env()['PIP_TRUST_CI'], undefined)
    t.deepEqual(await readdir(job.runnerTemp), [], 'nothing is left of the job')
    t.false(
      existsSync(join(scene.env['HOME'] ?? '', '.config/pip')),
      '--no-guard leaves the user’s own alone',
    )
  },
)

test.serial(
  'a home that a cache restored is refused, whatever lies in it, and nothing of it is used',
  async (t) => {
    const scene = await openCiScene(t)
    const planted = join(scene.root, 'restored')
    const job = await startGithubJob(join(scene.root, 'job'), { ...scene.env, PIP_TRUST_HOME: planted })
    await mkdir(join(planted, 'config/keys'), { recursive: true })
    await mkdir(join(planted, 'state/ca'), { recursive: true })
    await mkdir(join(planted, 'run'))
    for (const file of ['config/policy.yaml', 'state/store.sqlite', 'run/trustd.sock'])
      await writeFile(join(planted, file), '')
    const trustctl = join(scene.installation.prefix, 'bin/trustctl')
    const begun = await job.step(`${trustctl} ci bootstrap`)
    t.is(begun.code, 25, story(begun))
    for (const what of ['a store', 'a policy', 'a certificate authority', 'a socket', 'keyrings'])
      t.true(begun.stderr.includes(`  ${what}`), what)
    t.is(job.env()['PIP_TRUST_CI'], undefined)
    t.is(job.env()['PIP_TRUST_HOME'], planted)
  },
)
