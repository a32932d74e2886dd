import test from 'ava'
import { runBill, runTime, SbomError, writeBill } from '../../../src/publish/sbom/index.ts'
import { decided } from '../../exceptions/decided.ts'
import { NOW, policyOf } from '../../policy/world.ts'
import { againstSchema, FORMS } from './schemas.ts'

const OPEN = policyOf('rules: [{ id: all, match: { project: ["*"] }, require: [] }]\n')
const STRICT = policyOf(
  'requirements: { r: { attestation: {} } }\nrules: [{ id: all, match: { project: ["*"] }, require: [r], onMissing: block }]\n',
)
const ID = '0123456789abcdef'

test('each file that was let pass, with its digest, the decision and what was proven', (t) => {
  const record = decided(OPEN, { facts: ['attested'] })
  const { components, about } = runBill(ID, [record])
  const [component] = components
  const said = Object.fromEntries((component?.properties ?? []).map(({ name, value }) => [name, value]))
  t.is(about.name, `pip run ${ID}`)
  t.deepEqual(
    component?.digests,
    'sha256' in record.artifact ? [{ algorithm: 'sha256', hex: record.artifact.sha256 }] : [],
  )
  t.is(said['decision'], 'allow')
  t.is(said['evidence'], 'attested')
  t.true(said['fact:attestation']?.startsWith('ok: '))
  t.true(said['fact:integrity']?.startsWith('ok: '))
})

test('what was refused is no component, and is said; a later decision on the same bytes counts', (t) => {
  const refused = decided(STRICT, { facts: ['unpublished'], bytes: 'x' })
  const bill = runBill(ID, [decided(OPEN, { bytes: 'a' }), refused])
  t.is(bill.components.length, 1)
  t.is(bill.doubts.length, 1)
  const later = { ...decided(OPEN, { bytes: 'x' }), at: NOW + 1 }
  t.deepEqual(runBill(ID, [later, refused]).doubts, [])
})

test('a run in which nothing was let pass has no bill', (t) => {
  const error = t.throws(() => runBill(ID, [decided(STRICT, { facts: ['unpublished'] })]), {
    instanceOf: SbomError,
  })
  t.is(error?.code, 'run')
})

test('the order of the records is no matter, and the time is the run’s own', (t) => {
  const records = ['a', 'b', 'c'].map((bytes) => decided(OPEN, { bytes }))
  const making = { version: '1', epochSeconds: runTime(records) }
  for (const form of FORMS) {
    const written = writeBill(runBill(ID, records), making, form)
    t.deepEqual(againstSchema(written), [])
    t.is(written.text, writeBill(runBill(ID, records.toReversed()), making, form).text)
  }
  t.is(making.epochSeconds, NOW)
})
