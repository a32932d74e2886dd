import type { Difference } from './compare.ts'

/** A difference that is meant: in what it may show. The words are under this name in docs/reference/pip-compatibility.md. */
export interface Explanation {
  readonly where: readonly Difference['where'][]
}

/** By name. Every one of them is somebody's decision; what none of them covers is a defect. */
export const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  'cache-folder': { where: ['stdout', 'files'] },
  certificates: { where: ['stdout', 'stderr'] },
  'no-archive': { where: ['exit', 'stdout', 'stderr'] },
  recursion: { where: ['stderr'] },
  'trusted-host': { where: ['exit', 'stdout', 'stderr', 'files'] },
}
