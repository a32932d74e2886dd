import { mkdir, readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { openCommit, parseCommitWish } from '../../../src/publish/reproduce/git-checkout.ts'
import { plantProject } from '../build/planted-project.ts'

const COMMIT = 'a'.repeat(40)

test('a commit is named with all its digits; a tag, a branch or an option is not', (t) => {
  t.deepEqual(parseCommitWish(`ssh://git@git.acme.example/pay@${COMMIT}`), {
    repository: 'ssh://git@git.acme.example/pay',
    commit: COMMIT,
    subfolder: '.',
  })
  t.deepEqual(parseCommitWish(`git+https://git.acme.example/pay@${COMMIT}#subdirectory=libs/pay`), {
    repository: 'https://git.acme.example/pay',
    commit: COMMIT,
    subfolder: 'libs/pay',
  })
  for (const text of [
    'https://x.example',
    `@${COMMIT}`,
    'https://x.example@main',
    `https://x.example@${COMMIT}0`,
    `-u@${COMMIT}`,
    `https://x.example@${COMMIT}#subdirectory=../evil`,
    `https://x.example@${COMMIT}#subdirectory=/etc`,
    `git+-u@${COMMIT}`,
  ])
    t.throws(() => parseCommitWish(text), { code: 'source' }, text)
})

test('the commit’s tree is the source, and the checkout is gone afterwards', async (t) => {
  const { project, git, write, commit, world, folder } = await plantProject(t)
  const first = git('rev-parse', 'HEAD').trim()
  await write('acme_pay.py', 'PAID = "later"\n')
  commit()
  const { source, close } = await openCommit({ repository: project, commit: first, subfolder: '.' }, world)
  const copy = join(folder, 'copy')
  await mkdir(copy)
  const top = await source.copyTo(copy)
  t.is(await readFile(join(top, 'acme_pay.py'), 'utf8'), 'PAID = True\n')
  t.like(source.identity, { kind: 'git', commit: first })
  await close()
  t.deepEqual(
    (await readdir(world.temporary)).filter((name) => name.startsWith('pip-trust-checkout-')),
    [],
  )
})

test('a commit that isn’t there, a repository that isn’t, and programs for repositories', async (t) => {
  const { project, world, folder } = await plantProject(t)
  const open = (repository: string, commit = COMMIT) =>
    openCommit({ repository, commit, subfolder: '.' }, world)
  await t.throwsAsync(open(project), { code: 'source' })
  await t.throwsAsync(open(join(folder, 'none')), { code: 'source' })
  await t.throwsAsync(open(`ext::sh -c "touch ${join(folder, 'evil')}"`), { code: 'source' })
  t.false((await readdir(folder)).includes('evil'))
})
