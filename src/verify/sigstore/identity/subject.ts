import { decodeUtf8, derChildren, readDer } from '../../../encoding/index.ts'
import { SUBJECT_ALTERNATIVE_NAME, type Certificate } from '../../../trust/index.ts'
import { expect } from '../../unverified.ts'
import { readable } from '../../read-json.ts'

/** The one name that a certificate is about. */
export interface Subject {
  readonly kind: 'email' | 'uri' | 'other'
  /** Empty for kinds that stay unread: such a signer is known by its issuer alone. */
  readonly text: string
}

const KINDS: ReadonlyMap<number, Subject['kind']> = new Map([
  [1, 'email'],
  [6, 'uri'],
])

/** The subject alternative name (RFC 5280 §4.2.1.6), of which Fulcio sets exactly one. Throws `Unverified` TC2115. */
export function subjectOf({ extensions }: Certificate): Subject {
  const extension = extensions.get(SUBJECT_ALTERNATIVE_NAME)
  expect(extension !== undefined, 'TC2115', 'a subject alternative name', 'none')
  return readable('TC2115', 'a subject alternative name in DER', () => {
    const [name, ...rest] = derChildren(readDer(extension.value), 16, 'names')
    expect(
      name !== undefined && rest.length === 0,
      'TC2115',
      'one subject alternative name',
      `${name === undefined ? 0 : rest.length + 1}`,
    )
    const isText = name.tagClass === 'context' && !name.constructed
    const kind = (isText ? KINDS.get(name.tag) : undefined) ?? 'other'
    return { kind, text: kind === 'other' ? '' : decodeUtf8(name.content) }
  })
}
