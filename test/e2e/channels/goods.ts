import { makeSdist, makeWheel, sha256Hex, type ServedProject } from '../../world/index/index.ts'
import type { World } from '../../world/sigstore/index.ts'
import { attested, served } from '../harness/index.ts'

/** What the cases' indexes have: a wheel that needs another, and an sdist that is built with a third. */
export const alphaSpec = {
  project: 'alpha',
  version: '1.0',
  files: { 'alpha.py': 'WORD = "good"\n' },
} as const
export const alpha = makeWheel({ ...alphaSpec, requires: ['beta>=1'] })
export const beta = makeWheel({ project: 'beta', version: '1.0' })
export const helper = makeWheel({ project: 'helper', version: '1.0' })
export const gamma = makeSdist({
  project: 'gamma',
  version: '1.0',
  buildRequires: ['helper'],
  buildImports: ['helper'],
})
export const delta = makeSdist({ project: 'delta', version: '1.0', format: 'zip' })

/** The projects of an honest index; alpha and gamma are attested. */
export function goodProjects(world: World): readonly ServedProject[] {
  return [
    { name: 'alpha', files: [attested(world, alpha)] },
    { name: 'beta', files: [served(beta)] },
    { name: 'helper', files: [served(helper)] },
    { name: 'gamma', files: [attested(world, gamma)] },
    { name: 'delta', files: [served(delta)] },
  ]
}

/** `alpha==1.0 --hash=sha256:…`, and what it needs. */
export const hashedRequirements = [alpha, beta]
  .map(({ filename, bytes }) => `${filename.split('-')[0]}==1.0 --hash=sha256:${sha256Hex(bytes)}`)
  .join('\n')
