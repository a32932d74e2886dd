/** The library, loaded when the first signature turns up: it is large, and most installs need none of it. */
export type OpenPgp = typeof import('openpgp')

export const loadOpenPgp = (): Promise<OpenPgp> => import('openpgp')

/** Nothing refused: the library only does the mathematics, and what counts is decided beside it, each with its own code. */
export function mathematicsOnly(openpgp: OpenPgp): OpenPgp['config'] {
  const none = new Set<never>()
  return { ...openpgp.config, rejectHashAlgorithms: none, rejectMessageHashAlgorithms: none }
}
