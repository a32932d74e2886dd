import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import test from 'ava'
import { temporaryFolder } from '../files/temporary-folder.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const VECTORS = join(ROOT, 'test', 'vectors', 'pep740')
const WHEEL = 'sampleproject-4.0.0-py3-none-any.whl'
const run = promisify(execFile)

/** The one example of the page. */
function example(): string {
  const [, text] =
    /```ts\n([^]*?)```/.exec(readFileSync(join(ROOT, 'docs/reference/library.md'), 'utf8')) ?? []
  if (text === undefined) throw new Error('the page has no example')
  return text
}

const COMPILER_OPTIONS = {
  module: 'nodenext',
  target: 'es2024',
  lib: ['es2024'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
  types: ['node'],
  typeRoots: [join(ROOT, 'node_modules', '@types')],
}

test('what `npm pack` makes is imported in an empty project, typed, by the example of its page', async (t) => {
  const folder = await temporaryFolder(t)
  const installed = join(folder, 'node_modules', 'pip-trust')
  await mkdir(installed, { recursive: true })
  const pack = ['pack', '--ignore-scripts', '--silent', '--cache', join(folder, 'cache')]
  await run('npm', [...pack, '--pack-destination', folder], { cwd: ROOT })
  const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz')) ?? ''
  await run('tar', ['-xzf', join(folder, tarball), '-C', installed, '--strip-components=1'])
  t.deepEqual((await readdir(join(installed, 'dist'))).toSorted(), ['verify.d.ts', 'verify.js'])

  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: COMPILER_OPTIONS, include: ['*.ts'] }),
  )
  await writeFile(join(folder, 'example.ts'), example())
  for (const name of [WHEEL, `${WHEEL}.publish.attestation`])
    await copyFile(join(VECTORS, name), join(folder, name))
  const tsc = join(ROOT, 'node_modules', '.bin', 'tsc')
  await run(tsc, ['-p', folder])
  const { stdout } = await run(process.execPath, ['example.ts'], { cwd: folder })
  t.is(stdout, 'signed 2024-11-06T22:37:08.000Z\n')

  // The types would catch a question without a signer: the check above sees something.
  await writeFile(
    join(folder, 'wrong.ts'),
    "import { verify } from 'pip-trust/verify'\nawait verify({ bundle: '' })\n",
  )
  await t.throwsAsync(run(tsc, ['-p', folder]))
})

test('the library can reach nothing but cryptography', (t) => {
  const text = readFileSync(join(ROOT, 'dist', 'verify.js'), 'utf8')
  const imports = [...text.matchAll(/^import [^;]* from "([^"]+)";$/gm)].map(([, from]) => from)
  t.deepEqual([...new Set(imports)], ['node:crypto'])
  t.is(text.match(/^import\b/gm)?.length, imports.length)
  t.false(/\b(?:import|require)\(/.test(text))
  t.false(/\b(?:fetch\(|process\.|globalThis)/.test(text))
})
