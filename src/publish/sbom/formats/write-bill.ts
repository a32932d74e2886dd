import type { JsonObject } from '../../../encoding/index.ts'
import type { Bill, Making } from '../bill.ts'
import { toCycloneDx } from './cyclonedx.ts'
import { toSpdx2 } from './spdx2.ts'
import { toSpdx3 } from './spdx3.ts'

/** The forms that a bill can be written in. */
export type BillForm =
  | { readonly format: 'cyclonedx'; readonly spec: '1.6' | '1.7' }
  | { readonly format: 'spdx'; readonly spec: '2.3' | '3.0.1' }

/** What a bill is as a file. */
export interface WrittenBill {
  readonly form: BillForm
  readonly json: JsonObject
  /** The file's bytes: the same for the same bill, time and version of pip-trust. */
  readonly text: string
}

/** The form of a format's name and version, or null; without a version the one that most tools read. */
export function parseBillForm(format: string, spec: string | null): BillForm | null {
  if (format === 'spdx') {
    if (spec === null || spec === '2.3') return { format, spec: '2.3' }
    return spec === '3.0.1' ? { format, spec } : null
  }
  if (format !== 'cyclonedx') return null
  if (spec === null || spec === '1.6') return { format, spec: '1.6' }
  return spec === '1.7' ? { format, spec } : null
}

/** Writes a bill in one of the formats. */
export function writeBill(bill: Bill, making: Making, form: BillForm): WrittenBill {
  const json = jsonOf(bill, making, form)
  return { form, json, text: `${JSON.stringify(json, null, 2)}\n` }
}

function jsonOf(bill: Bill, making: Making, form: BillForm): JsonObject {
  if (form.format === 'cyclonedx') return toCycloneDx(bill, making, form.spec)
  return form.spec === '2.3' ? toSpdx2(bill, making) : toSpdx3(bill, making)
}
