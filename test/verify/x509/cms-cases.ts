import { EncodingError } from '../../../src/encoding/index.ts'
import {
  keyringOf,
  readCertificate,
  readRevocationList,
  type Keyring,
  type RevocationFile,
} from '../../../src/trust/index.ts'
import type { CmsCase } from './cases/case.ts'
import { leaves, paths } from './cases/paths.ts'
import { forged, forms, needless, schemes } from './cases/signatures.ts'
import { revocations, stamps } from './cases/times.ts'

export { CONTENT, NOW, type CmsCase } from './cases/case.ts'

/** All cases; keys are new each time. */
export const cmsCases = (): readonly CmsCase[] => [
  ...schemes(),
  ...needless(),
  ...forged(),
  ...forms(),
  ...paths(),
  ...leaves(),
  ...stamps(),
  ...revocations(),
]

const fileOf = (der: Buffer, at: number): RevocationFile => {
  const base = { file: `${at}.crl`, sha256: `${at}` }
  try {
    return { ...base, list: readRevocationList(der) }
  } catch (error) {
    if (!(error instanceof EncodingError)) throw error
    return { ...base, list: null }
  }
}

/** The keyring of a case: its roots and its lists. */
export const keyringOfCase = ({ roots, lists }: Pick<CmsCase, 'roots' | 'lists'>, name = 'acme'): Keyring =>
  keyringOf(name, {
    authorities: roots.map(({ der }) => readCertificate(der)),
    revocationLists: lists.map(fileOf),
  })
