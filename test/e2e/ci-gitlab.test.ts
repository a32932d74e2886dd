/** Jobs as GitLab's runner runs them, by the template as it is but for the installation, which is there already. */
import { existsSync } from 'node:fs'
import { mkdir, readdir, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { openCiScene, type CiScene } from './ci/ci-scene.ts'
import { readTemplate, runGitlabJob, type GitlabResult, type GitlabTemplate } from './ci/gitlab-job.ts'

const FIRST_JOB = 7

interface Started {
  readonly scene: CiScene
  readonly run: (...script: readonly string[]) => Promise<GitlabResult>
}

async function start(t: ExecutionContext): Promise<Started> {
  const scene = await openCiScene(t)
  const template = installed(t, await readTemplate(), scene)
  let id = FIRST_JOB - 1
  const run: Started['run'] = (...script) => {
    id += 1
    // The guard is for scripts/ci-jobs.ts, and for the jobs of GitHub.
    const env = { ...scene.env, PIP_TRUST_GUARD: 'no' }
    return runGitlabJob(scene.root, template, { id, script, env })
  }
  return { scene, run }
}

/** The template with the scene's installation in the place of the one that it would fetch and install. */
function installed(t: ExecutionContext, template: GitlabTemplate, { installation }: CiScene): GitlabTemplate {
  const [folder = '', install = '', ...rest] = template.before_script
  t.regex(folder, /^pip_trust_folder=.*\nmkdir -m 700 "\$pip_trust_folder"\n$/)
  t.regex(
    install,
    /python3 -I .*PIP_TRUST_SHA256.*install\.sh" --prefix "\$pip_trust_folder\/prefix" --no-start/s,
  )
  const placed = `ln -s '${installation.prefix}' "$pip_trust_folder/prefix"`
  return { ...template, before_script: [folder, placed, ...rest] }
}

function story({ script, after }: GitlabResult): string {
  return [script, after]
    .map(({ code, stdout, stderr }) => `exit ${code}\n${stdout}\n${stderr}`)
    .join('\n---\n')
}

test.serial(
  'what was there before a job is not used, and a job from nothing is green, with the reports that the template names',
  async (t) => {
    const { scene, run } = await start(t)
    const project = join(scene.root, 'builds/project')
    await mkdir(join(scene.root, `pip-trust-${FIRST_JOB}`))
    const restored = await run('touch went-on')
    t.is(restored.script.code, 1, story(restored))

    await mkdir(join(scene.root, 'elsewhere'))
    await symlink(join(scene.root, 'elsewhere'), join(project, 'pip-trust-reports'))
    const linked = await run('touch went-on')
    t.is(linked.script.code, 1, story(linked))
    t.regex(linked.script.stderr, /reports are not written to/)
    t.deepEqual(await readdir(join(scene.root, 'elsewhere')), [])
    t.false(existsSync(join(project, 'went-on')))
    await rm(join(project, 'pip-trust-reports'))

    const result = await run(`pip install --no-deps ${scene.good}`, 'python -c "import alpha"')
    t.is(result.script.code, 0, story(result))
    t.deepEqual(Object.fromEntries(result.dotenv), {
      PIP_TRUST_PROVEN: 'yes',
      PIP_TRUST_CHECKED: '1',
      PIP_TRUST_REFUSED: '0',
    })
    t.regex(
      (await result.report('junit')) ?? '',
      /<testsuite name="pip-trust artifacts" tests="1" failures="0"/,
    )
    t.like(JSON.parse((await result.report('codequality')) ?? ''), [
      { check_name: 'TC2102', severity: 'minor' },
    ])
    t.is(result.after.stdout, '', 'the report is made once')
    t.false(
      existsSync(join(scene.env['HOME'] ?? '', '.config/pip')),
      'without the guard the user’s own is left alone',
    )
  },
)
