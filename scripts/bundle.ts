/**
 * Bundles what must start fast into CommonJS files below `dist/`: an ESM interceptor costs 155–163 ms to start, a
 * CommonJS one 54–82 ms; and the library `pip-trust/verify` into one module with its declarations. Run it again after
 * every change below `shim/` or `src/`.
 */
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build, type BuildOptions } from 'esbuild'

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

const commonJs: BuildOptions = {
  ...shared,
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  // openpgp asks `import.meta.url` for a `require`; CommonJS has none, and esbuild would leave it undefined
  define: { 'import.meta.url': 'bundleUrl' },
  banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href" },
}

const residents = build({
  ...commonJs,
  entryPoints: {
    interceptor: 'shim/main.ts',
    trustd: 'src/daemon/main.ts',
    verifier: 'src/daemon/verifier/main.ts',
  },
})

// Read from beginning to end by every call: without spaces it is a third shorter. Names stay, since errors are told by them.
const command = build({
  ...commonJs,
  entryPoints: { trustctl: 'src/cli/main.ts' },
  minifyWhitespace: true,
  minifySyntax: true,
})

const library = build({
  ...shared,
  entryPoints: { verify: 'src/library/index.ts' },
  format: 'esm',
})

await Promise.all([residents, command, library])
// The declarations import nothing, so that they are good as they are.
await copyFile(join(root, 'src/library/public-api.ts'), join(root, 'dist/verify.d.ts'))
