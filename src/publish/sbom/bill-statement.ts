import { canonicalJson, sha256Of, type Sha256 } from '../../encoding/index.ts'
import type { BillForm, WrittenBill } from './formats/write-bill.ts'

/** What a bill is about: a file of known bytes. */
export interface BillSubject {
  readonly name: string
  readonly sha256: Sha256
}

/**
 * The bill as an in-toto statement about files (in-toto attestation v1, predicates CycloneDX and SPDX): what is signed, as
 * every other attestation, so that whoever verifies one knows which bytes it is about: the files that it is of, and the bill's
 * own file, by the name that is given.
 */
export function billStatement(bill: WrittenBill, subjects: readonly BillSubject[], filename: string): Buffer {
  const own = { name: filename, sha256: sha256Of(Buffer.from(bill.text)) }
  const about = [...subjects, own]
  return Buffer.from(
    canonicalJson({
      _type: 'https://in-toto.io/Statement/v1',
      subject: about.map(({ name, sha256 }) => ({ name, digest: { sha256 } })),
      predicateType: predicateTypeOf(bill.form),
      predicate: bill.json,
    }),
  )
}

function predicateTypeOf({ format, spec }: BillForm): string {
  return format === 'cyclonedx' ? 'https://cyclonedx.org/bom' : `https://spdx.dev/Document/v${spec}`
}
