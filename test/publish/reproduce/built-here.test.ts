import { readdir } from 'node:fs/promises'
import test from 'ava'
import { buildProject } from '../../../src/publish/build/index.ts'
import type { ComparedFile } from '../../../src/publish/difference/index.ts'
import {
  parseCommitWish,
  rebuildStatement,
  reproduceTarget,
  type Reproduction,
  type ReproduceWorld,
} from '../../../src/publish/reproduce/index.ts'
import { sdist } from '../difference/artifacts.ts'
import { plantProject, type Planted } from '../build/planted-project.ts'

/** No index is asked for what is all at hand. */
const ASKS_NOTHING: ReproduceWorld['pip'] = {
  indexes: () => Promise.reject(new Error('the index was asked')),
  get: () => Promise.reject(new Error('the index was asked')),
}

async function again(file: ComparedFile, { world, git }: Planted, repository: string): Promise<Reproduction> {
  const source = { kind: 'commit', wish: parseCommitWish(`git+${repository}@${git('rev-parse', 'HEAD')}`) }
  return await reproduceTarget(
    { target: { kind: 'file', file }, source: { ...source, kind: 'commit' }, asOf: null },
    { build: world, pip: ASKS_NOTHING, wheelsFolder: world.temporary },
  )
}

test('what `trustctl build` made of a commit, sdist and wheel, is made of it again, without asking for a time', async (t) => {
  const planted = await plantProject(t)
  const { files } = await buildProject(planted.request, 'once', planted.world)
  for (const file of files) {
    const found = await again(file, planted, 'project')
    t.is(found.grade, 'identical', file.filename)
    t.is(found.best?.attempt.kind, 'canonical')
    t.true(rebuildStatement(found, 'urn:rebuilder:acme').byteLength > 0)
  }
  t.deepEqual(await readdir(planted.world.temporary), ['project'])
})

test('an sdist that isn’t of this commit is different, and nothing is stated', async (t) => {
  const planted = await plantProject(t)
  const [first] = (await buildProject({ ...planted.request, outputs: ['sdist'] }, 'once', planted.world))
    .files
  await planted.write('acme_pay.py', 'PAID = False\n')
  planted.commit()
  if (first === undefined) return t.fail()
  const found = await again(first, planted, planted.project)
  t.is(found.grade, 'different')
  t.throws(() => rebuildStatement(found, 'urn:rebuilder:acme'), { code: 'statement' })
})

test('an sdist is rebuilt from a commit, and from nothing that says no more than itself', async (t) => {
  const { world } = await plantProject(t)
  const file = {
    filename: 'acme_pay-1.0.tar.gz',
    bytes: sdist([{ name: 'acme_pay-1.0/PKG-INFO', content: '' }]),
  }
  const target = { kind: 'file', file } as const
  const asked = { build: world, pip: ASKS_NOTHING, wheelsFolder: world.temporary }
  await t.throwsAsync(reproduceTarget({ target, source: { kind: 'sdist', file }, asOf: 0 }, asked), {
    code: 'source',
  })
})

/** Shows what a back-end finds in its home, where distutils looks for options. */
const UNIVERSAL = `
import os
options = os.path.expanduser("~/.pydistutils.cfg")
if hook == "wheel" and os.path.exists(options):
    result = open(options).read()
`

test('an option that gave a wheel its tags is where the build looks for it', async (t) => {
  const planted = await plantProject(t, UNIVERSAL)
  const tagged = 'acme_pay-1.0-py2.py3-none-any.whl'
  const [first] = (await buildProject({ ...planted.request, outputs: ['wheel'] }, 'once', planted.world))
    .files
  if (first === undefined) return t.fail()
  const found = await again({ filename: tagged, bytes: first.bytes }, planted, planted.project)
  const built = found.trials.filter((trial) => trial.kind === 'built')
  const seen = built.filter(({ rebuilt }) => Buffer.from(rebuilt.bytes).includes('universal = 1'))
  t.deepEqual(
    seen.map(({ attempt }) => `${attempt.kind} ${attempt.wheelTag}`),
    ['epoch py2.py3', 'files py2.py3', 'replay py2.py3'],
  )
})
