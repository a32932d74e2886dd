/**
 * Bundles what must start fast into CommonJS files below `dist/`: an ESM interceptor costs 155–163 ms to start, a
 * CommonJS one 54–82 ms. Run it again after every change below `shim/` or `src/`.
 */
import { join } from 'node:path'
import { build } from 'esbuild'

const root = join(import.meta.dirname, '..')

await build({
  absWorkingDir: root,
  entryPoints: {
    interceptor: 'shim/main.ts',
    trustd: 'src/daemon/main.ts',
    verifier: 'src/daemon/verifier/main.ts',
  },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node24',
  // openpgp asks `import.meta.url` for a `require`; CommonJS has none, and esbuild would leave it undefined
  define: { 'import.meta.url': 'bundleUrl' },
  banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href" },
  legalComments: 'linked',
  logLevel: 'warning',
})
