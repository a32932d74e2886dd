import { Unverified } from './unverified.ts'

/** The same finding, which says also why no time was proven that would have helped. */
export function saying({ finding: { code, expected, found } }: Unverified, why: string): Unverified {
  return new Unverified(code, expected, `${found}, and ${why}`)
}
