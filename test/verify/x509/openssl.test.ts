import test from 'ava'
import { createIssuing, type Holder } from '../../world/x509/index.ts'
import { opensslSign, opensslVersion } from './openssl.ts'
import { ourVerdict } from './our-verdict.ts'

/** OpenSSL writes its own clock into what it signs. */
const NOW_SECONDS = Math.floor(Date.now() / 1000)
const issuing = createIssuing(NOW_SECONDS)
const root = issuing.root('Acme Root CA')
const issuer = issuing.authority('Acme Code CA', root)

const DER = ['-outform', 'DER', '-md', 'sha256']
const MADE: readonly (readonly [
  name: string,
  kind: 'p256' | 'p384' | 'rsa',
  options: readonly string[],
  expected: string,
])[] = [
  ['P-256, DER', 'p256', DER, 'ok'],
  ['P-384, SHA-384', 'p384', ['-outform', 'DER', '-md', 'sha384'], 'ok'],
  ['RSA, SHA-512, PEM', 'rsa', ['-outform', 'PEM', '-md', 'sha512'], 'ok'],
  ['RSA-PSS', 'rsa', [...DER, '-keyopt', 'rsa_padding_mode:pss'], 'ok'],
  ['P-256 without signed attributes', 'p256', [...DER, '-noattr'], 'ok'],
  ['RSA without signed attributes', 'rsa', [...DER, '-noattr'], 'ok'],
  ['signer by key id', 'p256', [...DER, '-keyid'], 'ok'],
  ['with the certificate’s id (CAdES)', 'p256', [...DER, '-cades'], 'ok'],
  ['SHA-1', 'rsa', ['-outform', 'DER', '-md', 'sha1'], 'TC3315'],
  ['content embedded', 'p256', [...DER, '-nodetach'], 'TC3310'],
  ['streamed', 'p256', [...DER, '-stream', '-nodetach'], 'TC3310'],
  ['S/MIME', 'p256', ['-outform', 'SMIME', '-md', 'sha256'], 'TC3310'],
  ['without certificates', 'p256', [...DER, '-nocerts'], 'TC3312'],
]

for (const [name, kind, options, expected] of MADE) {
  test(`what \`openssl cms -sign\` makes: ${name}`, async (t) => {
    if (opensslVersion() === null) {
      t.log('skipped: openssl is not on this machine')
      t.pass()
      return
    }
    const holder: Holder = issuing.signer('Dana', issuer, { kind })
    const bytes = opensslSign(holder, [issuer], options)
    t.is(await ourVerdict({ name, expected, bytes, roots: [root], lists: [] }, NOW_SECONDS), expected)
  })
}
