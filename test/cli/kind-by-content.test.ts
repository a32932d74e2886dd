import test from 'ava'
import { kindByContent } from '../../src/cli/judging/kind-by-content.ts'

test('evidence of an unknown name is known by how it begins', (t) => {
  const pem = (label: string): Buffer =>
    Buffer.from(`-----BEGIN ${label}-----\nMAA=\n-----END ${label}-----\n`)
  for (const bytes of [Buffer.from('3080', 'hex'), pem('CMS'), pem('PKCS7')])
    t.is(kindByContent(bytes), 'cms-signature')
  t.is(kindByContent(pem('PGP SIGNATURE')), 'openpgp-signature')
  for (const bytes of [pem('CERTIFICATE'), Buffer.alloc(0), Buffer.from('{}')])
    t.is(kindByContent(bytes), null)
})
