/** What a look at one thing of the house came to. */
export interface Finding {
  /** What was looked at: `path`, `state-folder`, `daemon`, … */
  readonly about: string
  /** `bad` breaks the guard or makes it refuse all; `caution` may; `good` is as it should be. */
  readonly level: 'good' | 'caution' | 'bad'
  /** What was found, and where it is not as it should be also what was expected. Without secrets. */
  readonly words: string
  /** The command that mends it; null where nothing is to be mended, or no command does it. */
  readonly mend: string | null
}

export const good = (about: string, words: string): Finding => ({ about, level: 'good', words, mend: null })

export const caution = (about: string, words: string, mend: string | null = null): Finding => ({
  about,
  level: 'caution',
  words,
  mend,
})

export const bad = (about: string, words: string, mend: string | null = null): Finding => ({
  about,
  level: 'bad',
  words,
  mend,
})
