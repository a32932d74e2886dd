/** The templates that release: who has what, and what a hostile tag can do. */
import { execFile } from 'node:child_process'
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import test, { type ExecutionContext } from 'ava'
import * as v from 'valibot'
import { parse } from 'yaml'
import { release } from '../../src/cli/verbs/release.ts'
import { temporaryFolder } from '../files/temporary-folder.ts'

const run = promisify(execFile)
const CI = join(import.meta.dirname, '../../ci')

const Permissions = v.record(v.string(), v.string())
const Job = v.looseObject({
  needs: v.optional(v.string()),
  permissions: v.optional(Permissions),
  steps: v.array(
    v.looseObject({
      uses: v.optional(v.string()),
      run: v.optional(v.string()),
      env: v.optional(v.record(v.string(), v.string())),
    }),
  ),
})
const Workflow = v.looseObject({
  on: v.strictObject({ push: v.strictObject({ tags: v.array(v.string()) }) }),
  permissions: Permissions,
  jobs: v.strictObject({ release: Job, publish: Job }),
})
const GitlabJob = v.looseObject({
  extends: v.literal('.pip-trust'),
  rules: v.array(v.strictObject({ if: v.literal('$CI_COMMIT_TAG') })),
  id_tokens: v.optional(v.looseObject({})),
  script: v.array(v.string()),
})
const Pipeline = v.strictObject({ release: GitlabJob, publish: GitlabJob })

async function workflow() {
  return v.parse(Workflow, parse(await readFile(join(CI, 'github/release.yml'), 'utf8')))
}

async function pipeline() {
  return v.parse(Pipeline, parse(await readFile(join(CI, 'gitlab/release.gitlab-ci.yml'), 'utf8')))
}

test('who has the key has no token for the index, and who has the token has no code of the project', async (t) => {
  const { jobs, permissions } = await workflow()
  t.deepEqual(permissions, { contents: 'read' })
  t.is(jobs.release.permissions, undefined)
  t.deepEqual(jobs.publish.permissions, { 'id-token': 'write' })
  t.is(jobs.publish.needs, 'release')
  t.false(jobs.publish.steps.some(({ uses }) => uses?.startsWith('actions/checkout') === true))
  t.false(JSON.stringify(jobs.publish).includes('secrets.'))
  const gitlab = await pipeline()
  t.is(gitlab.release.id_tokens, undefined)
  t.deepEqual(gitlab.publish.id_tokens, { PYPI_ID_TOKEN: { aud: 'pypi' } })
  t.false(gitlab.publish.script.join('\n').includes('RELEASE_KEY'))
})

test('no value of the job is text of a script', async (t) => {
  const { jobs } = await workflow()
  for (const { run: script } of [...jobs.release.steps, ...jobs.publish.steps])
    t.false(script?.includes('${{') === true)
})

/** Runs scripts with a `trustctl` that writes down what it was called with. */
async function calls(
  t: ExecutionContext,
  scripts: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ readonly calls: readonly (readonly string[])[]; readonly left: readonly string[] }> {
  const folder = await temporaryFolder(t)
  const [bin, cwd, log] = [join(folder, 'bin'), join(folder, 'cwd'), join(folder, 'calls')]
  await mkdir(bin)
  await mkdir(cwd)
  const stub = join(bin, 'trustctl')
  await writeFile(stub, `#!/bin/sh\nprintf '%s\\0' "$@" >>'${log}'\nprintf '\\n' >>'${log}'\n`)
  await chmod(stub, 0o755)
  const path = `${bin}:/usr/local/bin:/usr/bin:/bin`
  for (const script of scripts) await run('bash', ['-e', '-c', script], { cwd, env: { PATH: path, ...env } })
  const lines = (await readFile(log, 'utf8')).split('\n').filter((line) => line !== '')
  return { calls: lines.map((line) => line.split('\0').slice(0, -1)), left: await readdir(cwd) }
}

const HOSTILE = 'v1";touch planted;$(touch planted)`touch planted` --out /etc'
const OWNER = 'Acme "Release" <release@acme.example>'

test('a tag is one argument, whatever it is called, and every option is one of the verb’s', async (t) => {
  const { jobs } = await workflow()
  const gitlab = await pipeline()
  const github = jobs.release.steps.flatMap(({ run: script }) => script ?? [])
  const shared = { RELEASE_OWNER: OWNER, RELEASE_KEY: 'none' }
  const known = release.manual.synopsis
  for (const [scripts, env, out] of [
    [github, { GITHUB_REF_NAME: HOSTILE, RUNNER_TEMP: '/tmp/of the runner' }, '/tmp/of the runner/release'],
    [gitlab.release.script, { CI_COMMIT_TAG: HOSTILE, CI_PROJECT_DIR: '/builds/a b' }, '/builds/a b/release'],
  ] as const) {
    const found = await calls(t, scripts, { ...shared, ...env })
    t.deepEqual(found.left, [])
    const [imported = [], released = []] = found.calls
    t.is(imported[imported.indexOf('--owner') + 1], OWNER)
    t.deepEqual(released, ['release', '--tag', HOSTILE, '--out', out])
    for (const option of released.filter((word) => /^--[a-z]+$/.test(word)))
      t.true(known.includes(option), option)
  }
})

test('the index is given sdists and wheels alone', async (t) => {
  const { jobs } = await workflow()
  const folder = await temporaryFolder(t)
  await mkdir(join(folder, 'release'))
  const names = [
    'a-1.tar.gz',
    'a-1-py3-none-any.whl',
    'a-1.cdx.json',
    'a-1.tar.gz.publish.attestation',
    'a-1.release.jsonl',
  ]
  for (const name of names) await writeFile(join(folder, 'release', name), '')
  for (const { run: script } of jobs.publish.steps)
    if (script !== undefined) await run('bash', ['-e', '-c', script], { cwd: folder })
  t.deepEqual((await readdir(join(folder, 'dist'))).toSorted(), ['a-1-py3-none-any.whl', 'a-1.tar.gz'])
})
