import test from 'ava'
import { readFile, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Pair } from '../e2e/harness/index.ts'
import { sha256Hex } from '../world/index/index.ts'
import { INSTALL, REFUSED, alpha, block, delta, files, onPairs, refusedWithoutTrace } from './witnessed.ts'

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
