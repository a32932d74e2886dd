/** What was looked at to tell whether pip was guarded all through a job. */
export type ProofName = 'job' | 'environment' | 'daemon' | 'policy' | 'bypass' | 'path' | 'guard' | 'canary'

/** One look, and what it came to. */
export interface ProofCheck {
  readonly name: ProofName
  readonly isProven: boolean
  /** What was found; where it isn't proven, what was expected too. */
  readonly words: string
  /** The command or change that helps; null where all is well. */
  readonly hint: string | null
}

/** A check that came out well. */
export function proven(name: ProofName, words: string): ProofCheck {
  return { name, isProven: true, words, hint: null }
}

/** A check that did not; nothing unknown is ever proven. */
export function unproven(name: ProofName, words: string, hint: string): ProofCheck {
  return { name, isProven: false, words, hint }
}
