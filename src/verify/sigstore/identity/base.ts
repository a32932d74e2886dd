import type { Publisher } from '../../../verdict/index.ts'

/** What every publisher by certificate has. */
export type Base = Pick<Publisher, 'issuer' | 'subject'>

/** What stands behind the prefix, at least one character; else null. */
export function below(prefix: string, text: string | undefined): string | null {
  return text?.startsWith(prefix) === true && text.length > prefix.length ? text.slice(prefix.length) : null
}

/** The two parts around the one slash of `acme/pay`; else null. */
export function twoParts(text: string | null): readonly [string, string] | null {
  const [first = '', second = '', ...rest] = text?.split('/') ?? []
  return first !== '' && second !== '' && rest.length === 0 ? [first, second] : null
}
