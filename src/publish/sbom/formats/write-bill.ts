import type { JsonObject } from '../../../encoding/index.ts'
import type { Bill, Making } from '../bill.ts'
import { toCycloneDx } from './cyclonedx.ts'
import { toSpdx2 } from './spdx2.ts'

/** The forms that a bill can be written in. */
export type BillForm =
  | { readonly format: 'cyclonedx'; readonly spec: '1.6' | '1.7' }
  | { readonly format: 'spdx'; readonly spec: '2.3' }

/** What a bill is as a file. */
export interface WrittenBill {
  readonly form: BillForm
  readonly json: JsonObject
  /** The file's bytes: the same for the same bill, time and version of pip-trust. */
  readonly text: string
}

/** The form of a format's name and version, or null; without a version the one that most tools read. */
export function parseBillForm(format: string, spec: string | null): BillForm | null {
  if (format === 'spdx') return spec === null || spec === '2.3' ? { format, spec: '2.3' } : null
  if (format !== 'cyclonedx') return null
  if (spec === null || spec === '1.6') return { format, spec: '1.6' }
  return spec === '1.7' ? { format, spec } : null
}

/** Writes a bill in one of the formats. */
export function writeBill(bill: Bill, making: Making, form: BillForm): WrittenBill {
  const json = form.format === 'spdx' ? toSpdx2(bill, making) : toCycloneDx(bill, making, form.spec)
  return { form, json, text: `${JSON.stringify(json, null, 2)}\n` }
}
