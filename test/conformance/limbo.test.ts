import test from 'ava'
import { judgeLimbo, limboCases, notShared } from './limbo-cases.ts'

/** Good by the suite, refused here; the reasons stand in docs/reference/x509.md. */
const NEEDLESS = [
  'crl::issuer-no-keyusage-extension TC3318',
  'cve::cve-2024-0567 TC3319',
  'pathlen::validation-ignores-pathlen-in-leaf TC3318',
  'rfc5280::eku::ee-without-eku TC3318',
  'rfc5280::no-keyusage TC3318',
  'rfc5280::ca-as-leaf TC3318',
  'webpki::nc::permitted-dns-match-noncritical TC3319',
]

/** Some refusals must be for the reason that the case is about. */
const CODES: Readonly<Record<string, string>> = {
  'crl::revoked-certificate-with-crl': 'TC3314',
  'crl::crlnumber-missing': 'TC3316',
  'crl::issuer-missing-crlsign': 'TC3316',
  'pathlen::intermediate-violates-pathlen-0': 'TC3319',
  'rfc5280::eku::ee-wrong-eku': 'TC3318',
  'rfc5280::nc::excluded-dns-match': 'TC3319',
  'rfc5280::nc::permitted-dn-mismatch': 'TC3319',
  'rfc5280::validity::expired-leaf': 'TC3313',
  'rfc5280::validity::expired-root': 'TC3313',
  'rfc5280::chain-untrusted-root': 'TC3312',
  'rfc5280::unknown-critical-extension-intermediate': 'TC3319',
  'webpki::forbidden-weak-rsa-in-leaf': 'TC3315',
}

test('x509-limbo: no bad chain is accepted, and every needless refusal is known', (t) => {
  const cases = limboCases()
  if (cases === null) {
    t.log('skipped: ../shared/vectors/x509 is not there')
    t.pass()
    return
  }
  const shared = cases.filter((each) => notShared(each) === null)
  t.is(cases.length, 194)
  t.is(shared.length, 155)
  const judged = shared.map((each) => ({ ...each, ...judgeLimbo(each) }))
  t.deepEqual(
    judged.filter((each) => each.code === 'ok' && each.expected_result === 'FAILURE').map(({ id }) => id),
    [],
  )
  t.deepEqual(
    judged
      .filter((each) => each.code !== 'ok' && each.expected_result === 'SUCCESS')
      .map(({ id, code }) => `${id} ${code}`),
    NEEDLESS,
  )
  const found = Object.fromEntries(judged.map(({ id, code }) => [id, code]))
  t.like(found, CODES)
})
