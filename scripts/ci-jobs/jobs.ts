import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeSdist, makeWheel, startIndex } from '../../test/world/index/index.ts'
import { served } from '../../test/e2e/harness/index.ts'
import { runAction, startGithubJob, type GithubJob, type StepResult } from '../../test/e2e/ci/github-job.ts'
import { rootAt } from '../../test/e2e/ci/root.ts'
import { gitlabJobs } from './gitlab-jobs.ts'
import { outcome } from './outcome.ts'
import { install, type Place } from './place.ts'
import type { Outcome } from './table.ts'

const SOURCE = '/pip-trust'
const ACTION = `${SOURCE}/ci/github`
const PREFIX = '/job/github/runner-temp/pip-trust'
const TRUSTCTL = `${PREFIX}/bin/trustctl`

/** Runs all jobs in the system below `folder`. */
export async function runJobs(folder: string): Promise<readonly Outcome[]> {
  const good = makeWheel({ project: 'alpha', version: '1.0' })
  const tampered = makeWheel({ project: 'gamma', version: '1.0' })
  const index = await startIndex(
    {
      api: '1.4',
      projects: [
        { name: 'alpha', files: [served(good)] },
        { name: 'gamma', files: [served(tampered, { sha256: 'a'.repeat(64) })] },
        { name: 'delta', files: [served(makeSdist({ project: 'delta', version: '1.0', format: 'zip' }))] },
      ],
    },
    {},
  )
  const place: Place = { root: rootAt(folder), folder, index, env: environment() }
  try {
    return [...(await githubJobs(place)), ...(await gitlabJobs(place)), await shellGreen(place)]
  } finally {
    await index.close()
  }
}

/** How this machine reaches registries, by name; nothing else of it. */
function environment(): Readonly<Record<string, string>> {
  const kept = Object.entries(process.env).flatMap(([name, value]) =>
    value !== undefined && /^(?:\w+_proxy|SSL_CERT_FILE|NODE_EXTRA_CA_CERTS)$/i.test(name)
      ? [[name, value] as const]
      : [],
  )
  return {
    ...Object.fromEntries(kept),
    PATH: '/usr/bin:/bin:/usr/sbin:/sbin',
    HOME: '/root',
    LANG: 'C.UTF-8',
  }
}

async function githubJobs(place: Place): Promise<readonly Outcome[]> {
  const started = await startGithubJob('/job/github', place.env, place.root)
  const outcomes: Outcome[] = []
  const add: Add = async (what, expected, steps) => {
    outcomes.push(await outcome('GitHub', what, expected, steps))
  }
  await add('green, from nothing', 0, async () => {
    const begun = await runAction(started, ACTION, 'bootstrap')
    if (begun.code !== 0) return begun
    const installed = await started.step(install(place, 'alpha'))
    return installed.code === 0 ? await runAction(started, ACTION, 'report') : installed
  })
  await add('the action finds a prefix that was there before', 25, () =>
    runAction(started, ACTION, 'bootstrap'),
  )
  await add('nothing is checked', 3, async () => {
    const job = await begin(place, 'nothing')
    return await job.step('trustctl ci report')
  })
  await add('a tampered package is refused, and the job goes on', 21, async () => {
    const job = await begin(place, 'refused')
    await job.step(`${install(place, 'gamma')} || true`)
    return await job.step('trustctl ci report')
  })
  await add('the daemon is killed between steps', 25, async () => {
    const job = await begin(place, 'killed')
    await job.step(install(place, 'alpha'))
    await job.step(
      `kill -9 "$(cut -d' ' -f1 "$(trustctl status --paths | sed -n 's/^run //p')/trustd.lock")"`,
    )
    await job.step(install(place, 'alpha'))
    return await job.step('trustctl ci report')
  })
  await add('a step puts its own pip first on PATH', 25, async () => {
    const job = await begin(place, 'path')
    await job.step(install(place, 'alpha'))
    await job.step('echo /usr/bin >>"$GITHUB_PATH"')
    return await job.step(`${TRUSTCTL} ci report`)
  })
  await add('a step takes the environment away', 25, async () => {
    const job = await begin(place, 'environment')
    await job.step('printf "PIP_TRUST_CI=\\nPIP_TRUST_HOME=\\n" >>"$GITHUB_ENV"')
    return await job.step('trustctl ci report')
  })
  await add('the policy is loosened between steps', 25, async () => {
    const job = await begin(place, 'policy')
    await job.step(install(place, 'alpha'))
    await job.step('trustctl policy use permissive --reason "make it pass"')
    return await job.step('trustctl ci report')
  })
  await add('a restored home is poisoned', 25, async () => {
    const job = await startGithubJob(
      '/job/restored',
      { ...place.env, PIP_TRUST_HOME: '/job/restored/home' },
      place.root,
    )
    mkdirSync(join(place.folder, 'job/restored/home/config'), { recursive: true })
    writeFileSync(join(place.folder, 'job/restored/home/config/policy.yaml'), 'mode: audit\n')
    return await job.step(`${TRUSTCTL} ci bootstrap`)
  })
  await guardCases(place, add)
  await environmentCases(place, add)
  await add('the canary gets through', 25, async () => {
    writeFileSync(join(place.folder, PREFIX, 'shims/pip'), '#!/bin/sh\nexec /usr/bin/pip "$@"\n')
    const job = await startGithubJob('/job/canary', place.env, place.root)
    return await job.step(`${TRUSTCTL} ci bootstrap --no-guard`)
  })
  return outcomes
}

type Add = (what: string, expected: number, steps: () => Promise<StepResult>) => Promise<void>

/** Pips that no shim sees, and what a step can do to their guard. */
async function guardCases(place: Place, add: Add): Promise<void> {
  await add('the guard: python3 -m pip and a new environment are judged', 21, async () => {
    const job = await begin(place, 'modules')
    await job.step(install(place, 'alpha').replace(' pip ', ' python3 -m pip '))
    const made = await job.step(
      `python3 -m venv --without-pip v && ${install(place, 'gamma').replace(' pip ', ' python3 -m pip --python v/bin/python ')}`,
    )
    return made.code === 0 ? { ...made, code: null } : await job.step('trustctl ci report')
  })
  await guardRed(place, add, 'pip.conf is taken away', 'rm ~/.config/pip/pip.conf')
  await guardRed(place, add, 'pip.conf is changed', 'pip config set global.timeout 60')
  await guardRed(place, add, 'pip is told to pass over it', 'echo PIP_CONFIG_FILE=/dev/null >>"$GITHUB_ENV"')
  await guardRed(place, add, 'it is killed', 'kill -9 "$(cut -d" " -f1 "$PIP_TRUST_HOME/run/shim.lock")"')
  await add(
    'the guard: a job without a report leaves pip.conf, and the next one gives it back',
    0,
    async () => {
      await begin(place, 'left')
      const job = await begin(place, 'mended')
      await job.step(install(place, 'alpha'))
      const ended = await job.step('trustctl ci report')
      const after = await job.step('test ! -e ~/.config/pip')
      return ended.code === 0 ? after : ended
    },
  )
  await add('the guard: the canary gets past it, and pip.conf is given back', 25, async () => {
    const job = await startGithubJob('/job/past', place.env, place.root)
    await job.step(
      'printf \'#!/bin/sh\\nshift 2\\nexec /usr/bin/python3 -I -m pip --isolated "$@"\\n\' >python3; chmod +x python3',
    )
    const begun = await job.step(`PATH=$PWD:$PATH ${TRUSTCTL} ci bootstrap`)
    const after = await job.step('test ! -e ~/.config/pip')
    return after.code === 0 ? begun : after
  })
  await add('a restored pip cache is poisoned', 21, async () => {
    const fill = install(place, 'delta')
      .replace('pip install', 'pip wheel')
      .replace('--force-reinstall', '--cache-dir /job/cache')
    const job = await begin(place, 'cache', fill)
    await job.step(`find /job/cache -name '*.whl' -exec sh -c 'printf x >>"$0"' {} \\;`)
    await job.step(`${install(place, 'delta')} --cache-dir /job/cache || true`)
    return await job.step('trustctl ci report')
  })
}

/** Node processes of this product that have a job's folder in their environment. */
const PARTS = `for each in /proc/[0-9]*; do grep -aq 'dist/.*cjs' "$each/cmdline" && grep -aq "$RUNNER_TEMP/" "$each/environ" && echo "$each"; done 2>/dev/null`

/** Jobs that activate virtual environments, as most do; a pip that only looks like one of theirs; and what is left of jobs. */
async function environmentCases(place: Place, add: Add): Promise<void> {
  await add('an activated virtual environment', 0, async () => {
    const job = await begin(place, 'activated')
    await job.step('python3 -m venv v && echo "$PWD/v/bin" >>"$GITHUB_PATH"')
    const installed = await job.step(install(place, 'alpha').replace(' pip ', ' python3 -m pip '))
    return installed.code === 0 ? await job.step('trustctl ci report') : installed
  })
  await add('an environment whose pip passes over the guard', 25, async () => {
    const job = await begin(place, 'isolated')
    await job.step(install(place, 'alpha'))
    await job.step(
      `python3 -m venv v && printf '#!/bin/sh\\nexec "\${0%%/*}/python3" -m pip --isolated "$@"\\n' >v/bin/pip && echo "$PWD/v/bin" >>"$GITHUB_PATH"`,
    )
    return await job.step('trustctl ci report')
  })
  await add('nothing of a job is left: no home, no process', 0, async () => {
    const job = await begin(place, 'gone')
    await job.step(install(place, 'alpha'))
    const ended = await job.step('trustctl ci report')
    const home = await job.step('! ls -d "$RUNNER_TEMP"/pip-trust-ci-*')
    const parts = await job.step(`test -z "$(${PARTS})"`)
    return [ended, home, parts].find(({ code }) => code !== 0) ?? parts
  })
}

async function guardRed(place: Place, add: Add, what: string, step: string): Promise<void> {
  await add(`the guard: ${what}`, 25, async () => {
    const job = await begin(place, `guard-${what.replaceAll(' ', '-')}`)
    await job.step(install(place, 'alpha'))
    await job.step(step)
    const ended = await job.step('trustctl ci report')
    // What a step wrote into pip's configuration stays, and the next job is another machine's.
    await job.step('rm -rf ~/.config/pip')
    return ended
  })
}

/** A job of its own with the installation of the first one. */
async function begin(place: Place, name: string, before = 'true'): Promise<GithubJob> {
  const job = await startGithubJob(`/job/${name}`, place.env, place.root)
  const prepared = await job.step(before)
  if (prepared.code !== 0) throw new Error(`the job «${name}» could not be prepared: ${prepared.stderr}`)
  const begun = await job.step(`${TRUSTCTL} ci bootstrap`)
  if (begun.code !== 0) throw new Error(`the job «${name}» did not begin: ${begun.stderr}`)
  return job
}

function shellGreen(place: Place): Promise<Outcome> {
  return outcome('shell', 'green, from nothing', 0, async () => {
    const job = await startGithubJob('/job/shell', place.env, place.root)
    const line = `pip_trust=$(sh ${SOURCE}/ci/shell/bootstrap.sh) && eval "$pip_trust"`
    return await job.step(`unset GITHUB_ACTIONS\n${line}\n${install(place, 'alpha')}\ntrustctl ci report`)
  })
}
