/**
 * Bundles what must start fast into CommonJS files below `dist/`: an ESM interceptor costs 155–163 ms to start, a
 * CommonJS one 54–82 ms; and the library `pip-trust/verify` into one module with its declarations. Run it again after
 * every change below `shim/` or `src/`.
 */
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build, transform, type BuildOptions, type OutputFile } from 'esbuild'

const root = join(import.meta.dirname, '..')

const shared: BuildOptions = {
  absWorkingDir: root,
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node24',
  legalComments: 'linked',
  logLevel: 'warning',
}

const BUNDLE_URL = "const bundleUrl = require('node:url').pathToFileURL(__filename).href"

const commonJs: BuildOptions = {
  ...shared,
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  // openpgp asks `import.meta.url` for a `require`; CommonJS has none, and esbuild would leave it undefined
  define: { 'import.meta.url': 'bundleUrl' },
  banner: { js: BUNDLE_URL },
}

const residents = build({
  ...commonJs,
  entryPoints: {
    interceptor: 'shim/main.ts',
    trustd: 'src/daemon/main.ts',
    verifier: 'src/daemon/verifier/main.ts',
  },
})

/**
 * `trustctl` in parts, so that a call reads and compiles what its verb needs: esbuild parts modules of ECMAScript alone,
 * which start slowly, so that each part is made CommonJS afterwards. Without spaces they are a third shorter; names stay,
 * since errors are told by them.
 */
async function buildCommand(): Promise<void> {
  const { outputFiles } = await build({
    ...shared,
    outExtension: { '.js': '.cjs' },
    format: 'esm',
    entryPoints: { trustctl: 'src/cli/start.ts' },
    splitting: true,
    chunkNames: 'trustctl/[hash]',
    write: false,
    define: { 'import.meta.url': 'bundleUrl', 'import.meta.dirname': '__dirname' },
  })
  await rm(join(root, 'dist/trustctl'), { recursive: true, force: true })
  await mkdir(join(root, 'dist/trustctl'), { recursive: true })
  await Promise.all(outputFiles.map(writePart))
}

async function writePart({ path, text }: OutputFile): Promise<void> {
  if (!path.endsWith('.cjs')) return await writeFile(path, text)
  const { code } = await transform(text, {
    format: 'cjs',
    platform: 'node',
    target: 'node24',
    supported: { 'dynamic-import': false },
    minifyWhitespace: true,
    minifySyntax: true,
    ...(text.includes('bundleUrl') ? { banner: BUNDLE_URL } : {}),
  })
  await writeFile(path, code)
}

const library = build({
  ...shared,
  entryPoints: { verify: 'src/library/index.ts' },
  format: 'esm',
})

await Promise.all([residents, buildCommand(), library])
// The declarations import nothing, so that they are good as they are.
await copyFile(join(root, 'src/library/public-api.ts'), join(root, 'dist/verify.d.ts'))
