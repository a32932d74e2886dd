import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import test from 'ava'

const root = join(import.meta.dirname, '..')

/** Lower rooms first: each may import only from rooms before it. */
const SRC_ROOMS = [
  'errors',
  'encoding',
  'files',
  'python',
  'artifact',
  'verdict',
  'protocol',
  'client',
  'programs',
  'trust',
  'verify',
  'library',
  'policy',
  'sources',
  'store',
  'decide',
  'daemon',
  'edit',
  'exceptions',
  'report',
  'guard',
  'publish',
  'cli',
]
const SHIM_MAY_IMPORT = new Set([
  'errors',
  'encoding',
  'files',
  'python',
  'artifact',
  'verdict',
  'protocol',
  'client',
])
const FORBIDDEN = new Set([
  'verify→policy',
  'policy→verify',
  'cli→daemon',
  'edit→daemon',
  'exceptions→daemon',
  'guard→daemon',
  'publish→daemon',
])

interface Import {
  readonly from: string
  readonly to: string
}

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => join(folder, name))
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8')
  const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((match) => match[1] ?? '')
  return specifiers.map((to) => ({ from: file, to: relative(root, resolve(root, dirname(file), to)) }))
}

const files = [...sources('src'), ...sources('shim')]
const imports = files.flatMap(importsOf)

/** `src/policy/rule/match.ts` → `src/policy`; `shim/main.ts` → `shim`. */
function roomOf(file: string): string {
  return file.split('/').slice(0, -1).slice(0, 2).join('/')
}

test('there is something to look at', (t) => {
  t.true(files.length > 100)
  t.true(imports.length > 200)
})

test('every room of src has its place in the order', (t) => {
  const rooms = new Set(sources('src').map((file) => roomOf(file).slice('src/'.length)))
  t.deepEqual(
    [...rooms].filter((room) => !SRC_ROOMS.includes(room)),
    [],
  )
})

test('a room of src imports only from rooms before it', (t) => {
  const wrong = imports.filter(({ from, to }) => {
    if (!from.startsWith('src/')) return false
    const [here, there] = [roomOf(from).slice(4), roomOf(to).slice(4)]
    if (!to.startsWith('src/') || FORBIDDEN.has(`${here}→${there}`)) return true
    return SRC_ROOMS.indexOf(there) > SRC_ROOMS.indexOf(here)
  })
  t.deepEqual(wrong, [])
})

test('the shim imports only the rooms that it may', (t) => {
  const wrong = imports.filter(
    ({ from, to }) =>
      from.startsWith('shim/') && to.startsWith('src/') && !SHIM_MAY_IMPORT.has(roomOf(to).slice(4)),
  )
  t.deepEqual(wrong, [])
})

test('a room is entered by its index', (t) => {
  const wrong = imports.filter(({ from, to }) => roomOf(from) !== roomOf(to) && !to.endsWith('/index.ts'))
  t.deepEqual(wrong, [])
})

test('the interceptor’s rooms do not import their composition root', (t) => {
  t.deepEqual(
    imports.filter(
      ({ from, to }) =>
        to === 'shim/main.ts' ||
        to === 'src/daemon/main.ts' ||
        // What the bundle begins with: it says where compiled parts are kept before any is loaded.
        (to === 'src/cli/main.ts' && from !== 'src/cli/start.ts'),
    ),
    [],
  )
})

test('no imports go in circles', (t) => {
  const next = Map.groupBy(imports, ({ from }) => from)
  const done = new Set<string>()
  const circles: string[] = []
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '))
    if (path.includes(file) || done.has(file)) return
    for (const { to } of next.get(file) ?? []) visit(to, [...path, file])
    done.add(file)
  }
  for (const file of files) visit(file, [])
  t.deepEqual(circles, [])
})

test('files keep to the house’s size, half of them to 100 lines', (t) => {
  const lengths = files.map((file) => ({
    file,
    lines: readFileSync(join(root, file), 'utf8').split('\n').length - 1,
  }))
  t.deepEqual(
    lengths.filter(({ lines }) => lines > 300),
    [],
  )
  t.true(lengths.filter(({ lines }) => lines <= 100).length * 2 >= lengths.length)
})
