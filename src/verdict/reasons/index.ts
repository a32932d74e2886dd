import { isReasonCode, REASONS, type ReasonCode } from '../reason-codes.ts'
import { ATTACHED_PAGES } from './attached-pages.ts'
import { ATTESTATION_PAGES } from './attestation-pages.ts'
import { BUILD_PAGES } from './build-pages.ts'
import { CMS_PAGES } from './cms-pages.ts'
import { DIRECTORY_PAGES } from './directory-pages.ts'
import { IDENTITY_PAGES } from './identity-pages.ts'
import { KEY_STATE_PAGES } from './key-state-pages.ts'
import { MINISIGN_PAGES } from './minisign-pages.ts'
import { POLICY_PAGES } from './policy-pages.ts'
import { PROVENANCE_PAGES } from './provenance-pages.ts'
import { reasonMarkdown, reasonsIndexMarkdown } from './reason-markdown.ts'
import type { ReasonPage } from './reason-page.ts'
import { REBUILD_PAGES } from './rebuild-pages.ts'
import { SIGNATURE_PAGES } from './signature-pages.ts'
import { SURROUNDINGS_PAGES } from './surroundings-pages.ts'
import { TRUST_DATA_PAGES } from './trust-data-pages.ts'

export type { ReasonPage } from './reason-page.ts'

/** The page of every code. Kept apart from the codes' table, so that the shim's bundle goes without these texts. */
export const REASON_PAGES: Readonly<Record<ReasonCode, ReasonPage>> = {
  ...IDENTITY_PAGES,
  ...PROVENANCE_PAGES,
  ...BUILD_PAGES,
  ...ATTESTATION_PAGES,
  ...REBUILD_PAGES,
  ...SIGNATURE_PAGES,
  ...MINISIGN_PAGES,
  ...ATTACHED_PAGES,
  ...CMS_PAGES,
  ...KEY_STATE_PAGES,
  ...DIRECTORY_PAGES,
  ...POLICY_PAGES,
  ...SURROUNDINGS_PAGES,
  ...TRUST_DATA_PAGES,
}

/** The files of docs/reasons by name: a page a code, and their index. */
export function reasonFiles(): ReadonlyMap<string, string> {
  const codes = Object.keys(REASONS).filter(isReasonCode)
  const pages = codes.map((code) => [`${code}.md`, reasonMarkdown(code, REASON_PAGES[code])] as const)
  return new Map([['README.md', reasonsIndexMarkdown(codes)], ...pages])
}
