/** The library, loaded when the first signature turns up: it is large, and most installs need none of it. */
export type OpenPgp = typeof import('openpgp')

export const loadOpenPgp = (): Promise<OpenPgp> => import('openpgp')

/**
 * The library's settings, made stricter: SHA-1 and MD5 (and RIPEMD-160, of the same strength) are refused in every
 * signature, also where a key signs itself (RFC 9580 §9.5).
 */
export function strictConfig(openpgp: OpenPgp): OpenPgp['config'] {
  const { md5, sha1, ripemd } = openpgp.enums.hash
  const weak = new Set([md5, sha1, ripemd])
  return { ...openpgp.config, rejectHashAlgorithms: weak, rejectMessageHashAlgorithms: weak }
}

/** For a key whose importer allowed it by name: SHA-1 passes in its own signatures, MD5 doesn't. */
export function allowUnsafeSha1(openpgp: OpenPgp): OpenPgp['config'] {
  const { md5, ripemd } = openpgp.enums.hash
  return { ...strictConfig(openpgp), rejectHashAlgorithms: new Set([md5, ripemd]) }
}

/** The same with weak self-signatures let through: only to tell a weak one from a wrong one. */
export function allowUnsafeHashes(openpgp: OpenPgp): OpenPgp['config'] {
  const none = new Set<never>()
  return { ...openpgp.config, rejectHashAlgorithms: none, rejectMessageHashAlgorithms: none }
}
