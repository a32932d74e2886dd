/** `sampleproject==4.0.0` as the world's publishers made it, with its real attestation, from a loopback index. */
import test from 'ava'
import { changedTimestamp, makeWheel, type ServedFile } from '../world/index/index.ts'
import {
  countsOf,
  expectRefusal,
  expectSuccess,
  openScene,
  provenanceFrom,
  served,
  vector,
} from './harness/index.ts'
import type { Pair } from './harness/index.ts'

const NAME = 'sampleproject-4.0.0-py3-none-any.whl'
const peppercorn = {
  name: 'peppercorn',
  files: [served(makeWheel({ project: 'peppercorn', version: '0.6' }))],
}
/** sampleproject 4.0.0 needs Python 3.9. */
const wanted = ({ python }: Pair): boolean => python.minor !== '3.8'

async function realWheel(): Promise<ServedFile> {
  const attestation = JSON.parse((await vector(`${NAME}.publish.attestation`)).toString())
  return { filename: NAME, bytes: await vector(NAME), provenance: provenanceFrom(attestation) }
}

test.serial('it installs, verified, and the last line counts', async (t) => {
  const projects = [{ name: 'sampleproject', files: [await realWheel()] }, peppercorn]
  const scene = await openScene(t, { site: { api: '1.3', projects }, wanted })
  const result = await scene.pip(['install', 'sampleproject==4.0.0'])
  expectSuccess(t, result)
  t.deepEqual(await scene.installed(), ['peppercorn-0.6', 'sampleproject-4.0.0'])
  t.deepEqual(countsOf(result), { artifacts: 2, verified: 1, warned: 1, refused: 0 })
  const judged = result.report?.artifacts.find(({ project }) => project === 'sampleproject')
  t.regex(judged?.publisher ?? '', /^GitHub pypa\/sampleproject\b.*refs\/heads\/main/)
})

test.serial('`trustctl why` names the publisher, its workflow and ref, and each fact', async (t) => {
  const projects = [{ name: 'sampleproject', files: [await realWheel()] }]
  const scene = await openScene(t, { site: { api: '1.3', projects }, wanted })
  expectSuccess(t, await scene.pip(['install', '--no-deps', 'sampleproject==4.0.0']))
  const { code, stdout, stderr } = await scene.home.trustctl(['why'])
  t.is(code, 0, stderr)
  for (const words of [
    'GitHub pypa/sampleproject',
    'release.yml',
    'refs/heads/main',
    'integrity',
    'attestation',
  ]) {
    t.true(stdout.includes(words), `${words} in\n${stdout}`)
  }
})

test.serial('refused: the same file with one byte changed', async (t) => {
  const { bytes, ...rest } = await realWheel()
  const changed = changedTimestamp({ filename: NAME, bytes: Buffer.from(bytes), metadata: Buffer.alloc(0) })
  const projects = [{ name: 'sampleproject', files: [{ ...rest, bytes: changed.bytes }] }]
  const scene = await openScene(t, { site: { api: '1.3', projects }, wanted })
  const result = await scene.pip(['install', '--no-deps', 'sampleproject==4.0.0'])
  await expectRefusal(t, scene, result, 'TC2111')
})

test.serial('refused: the real file with the real attestation of its sdist', async (t) => {
  const wheel = await realWheel()
  const files = [{ ...wheel, provenance: await vector('sampleproject-4.0.0.tar.gz.provenance') }]
  const scene = await openScene(t, {
    site: { api: '1.3', projects: [{ name: 'sampleproject', files }] },
    wanted,
  })
  const result = await scene.pip(['install', '--no-deps', 'sampleproject==4.0.0'])
  await expectRefusal(t, scene, result, 'TC2112')
})
