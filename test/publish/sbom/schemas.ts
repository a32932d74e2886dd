import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { WrittenBill } from '../../../src/publish/sbom/index.ts'

const read = (name: string): object =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'schemas', `${name}.schema.json`), 'utf8'))

const ajv = new Ajv({ strict: false, allErrors: true })
addFormats.default(ajv)
for (const format of ['idn-email', 'iri-reference']) ajv.addFormat(format, true)
for (const name of ['spdx', 'jsf-0.82', 'cryptography-defs']) ajv.addSchema(read(name))
const VALIDATORS = {
  '1.6': ajv.compile(read('bom-1.6')),
  '1.7': ajv.compile(read('bom-1.7')),
  '2.3': ajv.compile(read('spdx-2.3')),
  '3.0.1': new Ajv2020({ strict: false }).compile(read('spdx-3.0.1')),
} as const

/** What the format's own schema has against a bill; empty where nothing. */
export function againstSchema({ form, json }: Pick<WrittenBill, 'form' | 'json'>): readonly string[] {
  const validate = VALIDATORS[form.spec]
  return validate(json)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

/** Every form that is written. */
export const FORMS = [
  { format: 'cyclonedx', spec: '1.6' },
  { format: 'cyclonedx', spec: '1.7' },
  { format: 'spdx', spec: '2.3' },
  { format: 'spdx', spec: '3.0.1' },
] as const
