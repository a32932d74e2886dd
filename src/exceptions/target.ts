import { parseProjectName, parseVersion, type ProjectName, type Version } from '../python/index.ts'
import { isReasonCode } from '../verdict/index.ts'

/** What an exception is asked for: one decision, by the reference that a refusal prints, or a project's files. */
export type Target =
  | { readonly kind: 'ref'; readonly ref: string }
  | { readonly kind: 'project'; readonly project: ProjectName; readonly version: Version | null }

/** `TC2103-7f3a`: a code and the start of a decision's id. */
const REF = /^(TC\d{4})-[0-9a-f]{4,64}$/

/** Reads `TC2103-7f3a`, `flask` or `flask==3.1.2`; null for anything else. */
export function parseTarget(text: string): Target | null {
  const [, code = ''] = REF.exec(text) ?? []
  if (isReasonCode(code)) return { kind: 'ref', ref: text }
  if (/^TC\d/.test(text)) return null
  const [name = '', wanted, ...more] = text.split('==')
  const project = parseProjectName(name.trim())
  const version = wanted === undefined ? null : parseVersion(wanted)
  if (project === null || more.length > 0 || (wanted !== undefined && version === null)) return null
  return { kind: 'project', project, version }
}
