import test from 'ava'
import fc from 'fast-check'
import { parseBillForm, writeBill, type Bill, type Component } from '../../../src/publish/sbom/index.ts'
import { fakeEnvironment } from './environment-folder.ts'
import { againstSchema, FORMS } from './schemas.ts'

const MAKING = { version: '1.2.3', epochSeconds: 1_764_244_800 }

async function someBill(): Promise<Bill> {
  const environment = await fakeEnvironment()
  environment.install('a', '1', {
    headers: ['License-Expression: MIT OR Apache-2.0', 'Requires-Dist: b', 'Author: Dana'],
  })
  environment.install('b', '2', {
    headers: ['Classifier: License :: OSI Approved :: BSD License', 'Home-page: https://b.example'],
  })
  environment.install('c', '3', { headers: ['License: BSD', 'Requires-Dist: gone'] })
  environment.install('d', '4', {
    more: { 'direct_url.json': '{"url":"https://files.example/d.whl","archive_info":{}}' },
    record: null,
  })
  return environment.bill()
}

for (const form of FORMS) {
  test(`${form.format} ${form.spec} is what its own schema asks for`, async (t) => {
    const written = writeBill(await someBill(), MAKING, form)
    t.deepEqual(againstSchema(written), [])
    t.deepEqual(JSON.parse(written.text), written.json)
  })

  test(`${form.format} ${form.spec}: the same bill is the same bytes, and another one has another serial number`, async (t) => {
    const bill = await someBill()
    const serial = (of: Bill, making = MAKING): unknown => {
      const { json } = writeBill(of, making, form)
      return (
        json['serialNumber'] ?? json['documentNamespace'] ?? JSON.stringify(json).match(/urn:uuid:[^#]+/)?.[0]
      )
    }
    t.is(writeBill(bill, MAKING, form).text, writeBill(await someBill(), MAKING, form).text)
    const others = [
      serial({ ...bill, components: bill.components.slice(1) }),
      serial(bill, { ...MAKING, epochSeconds: 0 }),
    ]
    t.is(new Set([serial(bill), ...others]).size, 3)
  })

  test(`${form.format} ${form.spec} takes any text of a stranger's metadata`, (t) => {
    const text = fc.string({ unit: 'binary', maxLength: 30 })
    const component: fc.Arbitrary<Component> = fc.record({
      ref: fc.uuid(),
      kind: fc.constantFrom('library' as const, 'file' as const),
      name: text,
      version: fc.option(text),
      purl: fc.constant(null),
      digests: fc.constant([]),
      licence: fc.oneof(
        text.map((name) => ({
          kind: 'named' as const,
          names: [{ name, id: null }],
          from: 'License' as const,
        })),
        text.map((why) => ({ kind: 'unknown' as const, why })),
      ),
      summary: fc.option(text),
      author: fc.option(text),
      links: fc.constant([]),
      properties: fc.array(fc.record({ name: text, value: text }), { maxLength: 3 }),
    })
    fc.assert(
      fc.property(component, component, text, (about, other, doubt) => {
        const bill: Bill = {
          about,
          components: [other],
          dependsOn: new Map(),
          phase: 'build',
          doubts: [doubt],
        }
        t.deepEqual(againstSchema(writeBill(bill, MAKING, form)), [])
      }),
      { numRuns: 60 },
    )
  })
}

test('an unknown licence is said as such in both formats', async (t) => {
  const bill = await someBill()
  const spdx = writeBill(bill, MAKING, { format: 'spdx', spec: '2.3' }).text
  t.regex(spdx, /"licenseDeclared": "NOASSERTION",\s+"licenseComments": "no licence in the metadata"/)
  const cyclonedx = writeBill(bill, MAKING, { format: 'cyclonedx', spec: '1.6' }).text
  t.regex(cyclonedx, /"name": "pip-trust:licence:unknown",\s+"value": "no licence in the metadata"/)
})

test('formats and versions that are written, and others', (t) => {
  t.deepEqual(parseBillForm('cyclonedx', null), { format: 'cyclonedx', spec: '1.6' })
  t.deepEqual(parseBillForm('cyclonedx', '1.7'), { format: 'cyclonedx', spec: '1.7' })
  t.deepEqual(parseBillForm('spdx', '3.0.1'), { format: 'spdx', spec: '3.0.1' })
  t.deepEqual(parseBillForm('spdx', null), { format: 'spdx', spec: '2.3' })
  for (const [format, spec] of [
    ['cyclonedx', '1.4'],
    ['spdx', '1.6'],
    ['swid', null],
  ] as const)
    t.is(parseBillForm(format, spec), null)
})
