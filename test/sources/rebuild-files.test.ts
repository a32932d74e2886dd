import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { evidenceKindOf, findInFolder } from '../../src/sources/index.ts'
import { temporaryFolder } from '../files/temporary-folder.ts'
import { fileArtifact } from '../protocol/samples.ts'

const artifact = fileArtifact()
const { filename } = artifact

test('names say what evidence is', (t) => {
  const kinds = ['minisig', 'dsse.json', 'rebuild.json', 'acme.rebuild.json'].map((suffix) =>
    evidenceKindOf(`${filename}.${suffix}`),
  )
  t.deepEqual(kinds, ['minisign-signature', 'dsse-envelope', 'rebuild-statement', 'rebuild-statement'])
})

test('the statements of every rebuilder are found, and those of other files are not', async (t) => {
  const folder = await temporaryFolder(t)
  const names = [
    `${filename}.rebuild.json`,
    `${filename}.acme.rebuild.json`,
    `${filename}.oss-1.rebuild.json`,
    `${filename}.minisig`,
    `${filename}.dsse.json`,
  ]
  const others = [
    `${filename}.a.b.rebuild.json`,
    `${filename}..rebuild.json`,
    `x${filename}.acme.rebuild.json`,
    `${filename}.acme.rebuild.json.bak`,
  ]
  for (const name of [...names, ...others]) await writeFile(join(folder, name), '{}')
  const { evidence, unavailable } = await findInFolder(folder, artifact)
  t.deepEqual(
    evidence.map(({ origin }) => origin.where).toSorted(),
    names.map((name) => join(folder, name)).toSorted(),
  )
  t.deepEqual(unavailable, [])
})

test('a folder that is not there has nothing; a statement that can not be read is unavailable', async (t) => {
  const folder = await temporaryFolder(t)
  t.deepEqual(await findInFolder(join(folder, 'none'), artifact), { evidence: [], unavailable: [] })
  await mkdir(join(folder, `${filename}.acme.rebuild.json`))
  t.deepEqual(
    (await findInFolder(folder, artifact)).unavailable.map(({ kind }) => kind),
    ['rebuild-statement'],
  )
})

test('sixteen rebuilders are looked at; that there are more is said', async (t) => {
  const folder = await temporaryFolder(t)
  const plant = (count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, at) =>
        writeFile(join(folder, `${filename}.r${at}.rebuild.json`), '{}'),
      ),
    )
  await plant(16)
  const full = await findInFolder(folder, artifact)
  t.deepEqual([full.evidence.length, full.unavailable.length], [16, 0])
  await plant(18)
  const over = await findInFolder(folder, artifact)
  t.deepEqual([over.evidence.length, over.unavailable.length], [16, 1])
})

test('a folder whose names can not be listed leaves open what rebuilders say', async (t) => {
  const folder = await temporaryFolder(t)
  await chmod(folder, 0o300)
  t.teardown(() => chmod(folder, 0o700))
  const { unavailable } = await findInFolder(folder, artifact)
  t.deepEqual(
    unavailable.map(({ kind }) => kind),
    process.getuid?.() === 0 ? [] : ['rebuild-statement'],
  )
})
