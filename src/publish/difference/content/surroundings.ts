/** What the two builds are known to have been surrounded by, to recognise it in what they made. */
export interface Surroundings {
  /** Folders of either build: source, HOME, TMPDIR. Absolute. */
  readonly paths: readonly string[]
  /** User and host names of either build. */
  readonly people: readonly string[]
}
