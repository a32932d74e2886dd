import { heldIn, type Held } from './held.ts'
import type { Stage, Told } from './stage.ts'

/** What a round saw: the run with the fault, then, mended, the honest and the tampered package once more. */
export interface Played {
  /** The fault in words, with what was drawn for it. */
  readonly words: string
  readonly faulted: Told
  readonly afterFault: Held
  readonly next: Told
  readonly bad: Told
  readonly afterAll: Held
  /** True where pip itself was ended, or its own folder is out of room: a half-written package is then pip's own doing. */
  readonly pipSuffers: boolean
}

/** The arguments of every install: no cache of pip, few and short retries, so that what fails is the fault. */
export function installOf(project: string): readonly string[] {
  return ['install', '--no-cache-dir', '--no-compile', '--retries', '1', '--timeout', '6', project]
}

/** After a fault in the same home and environment: what is there, and whether the next runs work. */
export async function afterwards(
  stage: Stage,
  words: string,
  faulted: Told,
  pipSuffers = false,
): Promise<Played> {
  const { sitePackages } = stage.scene.venv
  const afterFault = await heldIn(sitePackages)
  const next = await stage.pip(installOf('alpha'))
  const bad = await stage.pip(installOf('beta'))
  return { words, faulted, afterFault, next, bad, afterAll: await heldIn(sitePackages), pipSuffers }
}

/** Null when all is as it must be, else what is not. */
export function failureOf(project: string, played: Played): string | null {
  const { faulted, afterFault, next, bad, afterAll, pipSuffers } = played
  const beta = [...afterFault.beta, ...afterAll.beta]
  if (beta.length > 0) return `of the tampered package there is ${beta.join(', ')}`
  if (bad.code === 0) return 'the tampered package is not refused afterwards'
  if (afterFault.alpha === 'partial' && !pipSuffers) return 'the package is there in part'
  if (faulted.code === 0 && (project === 'beta' || afterFault.alpha !== 'whole'))
    return 'exit 0 without an install'
  if (faulted.code !== 0 && !saysWhy(faulted) && faulted.signal === null) return 'no words about the failure'
  if (/Traceback/.test(faulted.stderr) && !pipSuffers) return 'a traceback'
  if (next.code !== 0 && !(pipSuffers && afterFault.alpha === 'partial'))
    return `the next run ended with ${next.code ?? next.signal}`
  return next.code === 0 && afterAll.alpha !== 'whole' ? 'the next run did not install all of it' : null
}

/** A reason code, or pip's own words for a failure. */
function saysWhy({ stderr }: Told): boolean {
  return /\bTC\d{4}\b/.test(stderr) || /^error: /im.test(stderr)
}
