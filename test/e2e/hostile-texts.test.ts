/** Texts from elsewhere that name things of this machine, in every form in which pip reads a path. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { makeWheel } from '../world/index/index.ts'
import { openScene, story, type Scene } from './harness/index.ts'

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
    const scene = await openScene(t, { site: {}, wanted: ({ pip }) => pip === (process.env['P'] ?? '25.3') })
    const outcomes: Record<string, string> = {}
    for (const [title, text] of Object.entries(LINES)) outcomes[title] = await tried(scene, text)
    for (const type of TYPES) outcomes[type] = await tried(scene, PLAIN, type)
    outcomes['UTF-7'] = await tried(scene, PLAIN.replaceAll('-', '+AC0-'), 'text/plain; charset=utf-7')
    const expected = Object.fromEntries(Object.keys(outcomes).map((title) => [title, 'refused']))
    t.deepEqual(outcomes, expected)
  },
)
