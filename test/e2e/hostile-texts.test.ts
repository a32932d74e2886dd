/** Texts from elsewhere that name things of this machine, in every form in which pip reads a path. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { makeWheel, sourceTree } from '../world/index/index.ts'
import { openScene, served, story, type Scene } from './harness/index.ts'

const wheel = makeWheel({ project: 'omega', version: '1.0' })

/** PLACE is the folder with the wheel, below which nothing was named by the person. */
const LINES: Readonly<Record<string, string>> = {
  'a plain path': `PLACE/${wheel.filename}`,
  'a path over two lines': `PLACE/ome\\\nga-1.0-py3-none-any.whl`,
  'a path with extras': `PLACE/${wheel.filename}[fast]`,
  'a path with spaces': `SPACED/${wheel.filename}`,
  'a folder glued to its option': `-fPLACE\nomega`,
  'a folder with an escaped letter': `--find-links PL\\ACE\nomega`,
  'a folder by a variable': `--find-links \${HERE}\nomega`,
}

const PLAIN = LINES['a plain path'] ?? ''

const TYPES = ['text/html', 'application/vnd.pypi.simple.v1+html', 'text/plain; charset=utf-8']

async function tried(scene: Scene, text: string, contentType = 'text/plain'): Promise<string> {
  const place = join(scene.home.root, 'place')
  const spaced = join(place, 'a b, c')
  await mkdir(spaced, { recursive: true })
  for (const folder of [place, spaced]) await writeFile(join(folder, wheel.filename), wheel.bytes)
  const body = text
    .replaceAll('SPACED', spaced)
    .replaceAll('PLACE', place)
    .replaceAll('PL\\ACE', place.replace(/place$/, String.raw`\place`))
  scene.index.replace({ api: '1.4', projects: [], extras: { '/r.txt': { contentType, body: `${body}\n` } } })
  const args = ['install', '--no-deps', '--no-cache-dir', '--target', join(scene.home.work, 'out'), '-r']
  const result = await scene.pip([...args, `${scene.index.base}/r.txt`], { env: { HERE: place } })
  return result.stderr.includes('TC4008') && result.code !== 0 ? 'refused' : story(result)
}

test.serial(
  'a text from elsewhere does not inherit what is allowed for paths that the person typed',
  async (t) => {
    const scene = await openScene(t, { site: {} })
    const outcomes: Record<string, string> = {}
    for (const [title, text] of Object.entries(LINES)) outcomes[title] = await tried(scene, text)
    for (const type of TYPES) outcomes[type] = await tried(scene, PLAIN, type)
    outcomes['UTF-7'] = await tried(scene, PLAIN.replaceAll('-', '+AC0-'), 'text/plain; charset=utf-7')
    const expected = Object.fromEntries(Object.keys(outcomes).map((title) => [title, 'refused']))
    t.deepEqual(outcomes, expected)
  },
)

test.serial(
  'metadata of a package from elsewhere is such a text, metadata of one that the person typed is not',
  async (t) => {
    const scene = await openScene(t, { site: {} })
    const place = join(scene.home.root, 'place')
    const folder = join(place, 'folder')
    await mkdir(folder, { recursive: true })
    await writeFile(join(place, wheel.filename), wheel.bytes)
    for (const [name, text] of Object.entries(sourceTree({ project: 'omega', version: '1.0' })))
      await writeFile(join(folder, name), text)
    for (const [at, named] of [join(place, wheel.filename), folder].entries()) {
      const subject = { project: `declares${at}`, version: '1.0', requires: [`omega @ file://${named}`] }
      const declaring = makeWheel(subject)
      scene.index.replace({ api: '1.4', projects: [{ name: subject.project, files: [served(declaring)] }] })
      const result = await scene.pip(['install', '--no-cache-dir', subject.project])
      t.not(result.code, 0, story(result))
      t.true(result.stderr.includes('TC4008'), story(result))
      t.deepEqual(
        (await scene.home.ran()).filter((name) => name !== ''),
        [],
      )
      await writeFile(join(scene.home.work, declaring.filename), declaring.bytes)
      const own = await scene.pip(['install', '--no-cache-dir', `./${declaring.filename}`])
      t.is(own.code, 0, story(own))
      await scene.pip(['uninstall', '-y', 'omega', subject.project])
      await writeFile(scene.home.ranFile, '')
    }
  },
)

test.serial('a page that lists a file of this machine is such a text, in every spelling', async (t) => {
  const scene = await openScene(t, { site: {} })
  const place = join(scene.home.root, 'place')
  await mkdir(place)
  await writeFile(join(place, wheel.filename), wheel.bytes)
  const json = {
    meta: { 'api-version': '1.0' },
    name: 'omega',
    files: [{ filename: wheel.filename, url: `file://${place}/${wheel.filename}`, hashes: {} }],
  }
  const pages = [
    { contentType: 'application/vnd.pypi.simple.v1+json', body: JSON.stringify(json) },
    {
      contentType: 'text/html',
      body: `<base href="&#102;ile://${place}/"><a href="${wheel.filename}">x</a>`,
    },
    { contentType: 'text/html', body: `<a href="FILE:${place}/omega%2D1.0-py3-none-any.whl">x</a>` },
  ]
  // pip 21 knows no JSON pages.
  for (const page of pages.slice(scene.venv.pipVersion.startsWith('21.') ? 1 : 0)) {
    scene.index.replace({ api: '1.4', projects: [], rawPages: { omega: page } })
    const result = await scene.pip(['install', '--no-cache-dir', 'omega'])
    t.not(result.code, 0, story(result))
    t.true(result.stderr.includes('TC4008'), story(result))
  }
})
