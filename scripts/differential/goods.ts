import { alpha, beta, delta, gamma, helper } from '../../test/e2e/channels/goods.ts'
import { attested, served } from '../../test/e2e/harness/index.ts'
import {
  makeSdist,
  makeWheel,
  sha256Hex,
  type Distribution,
  type IndexOptions,
  type ServedFile,
  type Site,
} from '../../test/world/index/index.ts'
import type { World } from '../../test/world/sigstore/index.ts'

const epsilons = ['1.0', '1.1', '2.0', '3.0a1'].map((version) => makeWheel({ project: 'epsilon', version }))
const wheel = (project: string, more: Partial<Parameters<typeof makeWheel>[0]> = {}): Distribution =>
  makeWheel({ project, version: '1.0', ...more })

const zeta = wheel('zeta', { extras: ['more'], requires: ['beta; extra == "more"'] })
const eta = wheel('eta', { requires: ['epsilon<2'] })
const theta = wheel('theta', { requires: ['epsilon>=2'] })
const iota = wheel('iota', { requiresPython: '>=4' })
const kappas = ['1.0', '2.0'].map((version) => makeWheel({ project: 'kappa', version }))
const lambdas = ['py37-none-any', 'cp312-cp312-win_amd64'].map((tag) => wheel('lambda', { tag }))
const mus = [makeWheel({ project: 'mu', version: '1.0' }), makeSdist({ project: 'mu', version: '2.0' })]
const nu = makeSdist({ project: 'nu', version: '1.0', buildImports: ['module_that_nobody_has'] })
const rho = { ...makeSdist({ project: 'sigma', version: '1.0' }), filename: 'rho-1.0.tar.gz' }
const xi = wheel('xi', { requires: ['no-such-project>=1'] })
const omicron = wheel('omicron', {
  files: {
    'omicron.py': 'def say():\n    print("said")\n',
    'omicron-1.0.dist-info/entry_points.txt': '[console_scripts]\nomicron-says = omicron:say\n',
  },
})
const pi = wheel('pi', {
  files: { 'pi.py': 'WORD = 1\n', 'pi-1.0.data/scripts/pi-script': '#!python\nprint("script")\n' },
})
const big = wheel('big', { files: { 'big.py': `WORD = '${'x'.repeat(300_000)}'\n` } })

const distributions: readonly Distribution[] = [alpha, beta, gamma, delta]

function offered(name: string, files: readonly ServedFile[]): Site['projects'][number] {
  return { name, files }
}

/** What the lines' index has; alpha is attested. */
export function siteOf(world: World): Site {
  const anchor = (name: string): string => `<a href="/files/${name}">${name}</a>`
  const page = (...names: readonly string[]): { contentType: string; body: string } => ({
    contentType: 'text/html',
    body: `<!DOCTYPE html><html><body>${names.map(anchor).join('\n')}</body></html>`,
  })
  const own: Readonly<Record<string, readonly Distribution[]>> = {
    beta: [beta],
    gamma: [gamma],
    delta: [delta],
    helper: [helper],
    epsilon: epsilons,
    zeta: [zeta],
    eta: [eta],
    theta: [theta],
    lambda: lambdas,
    mu: mus,
    nu: [nu],
    rho: [rho],
    xi: [xi],
    omicron: [omicron],
    pi: [pi],
    big: [big],
  }
  return {
    api: '1.4',
    projects: [
      offered('alpha', [attested(world, alpha)]),
      offered('iota', [served(iota, { requiresPython: '>=4' })]),
      offered(
        'kappa',
        kappas.map((each) => served(each, { ...(each === kappas[1] && { yanked: 'broken at birth' }) })),
      ),
      ...Object.entries(own).map(([name, files]) =>
        offered(
          name,
          files.map((each) => served(each)),
        ),
      ),
    ],
    extras: {
      '/needs.txt': { contentType: 'text/plain', body: 'alpha\nbeta\n' },
      '/links/': page(alpha.filename, beta.filename),
      '/second/alpha/': page(alpha.filename),
      '/second/beta/': page(beta.filename),
    },
  }
}

/** A project that never answers, one that always fails, and an index that asks for a login. */
export const meddle: NonNullable<IndexOptions['meddle']> = (request, response) => {
  const path = request.url ?? ''
  if (path.startsWith('/simple/slow/')) return true
  if (path.startsWith('/simple/failing/')) {
    response.writeHead(503).end('not now\n')
    return true
  }
  if (!path.startsWith('/simple/locked/')) return false
  response.writeHead(401, { 'www-authenticate': 'Basic realm="world"' }).end('login needed\n')
  return true
}

/** The digests that lines may name, by file name. */
export const digests: ReadonlyMap<string, string> = new Map(
  distributions.map(({ filename, bytes }) => [filename, sha256Hex(bytes)]),
)
