import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import fc from 'fast-check'
import { decodePem, EncodingError } from '../../src/encoding/index.ts'
import { CODE_SIGNING, mayIssue, readCertificate } from '../../src/trust/index.ts'
import { vectorsFolder } from '../conformance/vectors.ts'
import {
  basicConstraints,
  extendedKeyUsage,
  freshSerial,
  issue,
  keyUsage,
  subjectKeyId,
  toBeSigned,
  type Extension,
} from '../world/sigstore/certificate.ts'
import { integer, octets, sequence, truth, utf8 } from '../world/sigstore/der.ts'
import { createKey, flipped, type SigningKey } from '../world/sigstore/keys.ts'

const NOW = Date.UTC(2026, 8, 1) / 1000

interface Made {
  readonly key: SigningKey
  readonly name: string
  readonly der: Buffer
}

const make = (
  name: string,
  issuer: Made | null,
  extensions: (key: SigningKey) => readonly Extension[],
): Made => {
  const key = createKey()
  const content = {
    subject: name,
    issuer: issuer?.name ?? name,
    notBefore: NOW - 1000,
    notAfter: NOW + 1000,
    spki: key.spki,
    extensions: extensions(key),
  }
  return { key, name, der: issue(toBeSigned(content, freshSerial()), issuer?.key ?? key) }
}

const limited = (below: number): Extension => ({
  id: '2.5.29.19',
  critical: true,
  value: sequence(truth(true), integer(Buffer.from([below]))),
})
const authority = (key: SigningKey): readonly Extension[] => [
  keyUsage(0x06),
  basicConstraints(true),
  subjectKeyId(key),
]

const judge = (...path: readonly Made[]) =>
  mayIssue(
    path.map(({ der }) => readCertificate(der)),
    CODE_SIGNING,
  )

test('a path of authorities may issue', (t) => {
  const root = make('root', null, authority)
  const middle = make('middle', root, authority)
  t.true(judge(root))
  t.true(judge(middle, root))
  t.true(judge(make('low', middle, authority), middle, root))
  t.false(mayIssue([], CODE_SIGNING))
})

const UNFIT: readonly (readonly [string, (key: SigningKey) => readonly Extension[]])[] = [
  ['no basic constraints', () => [keyUsage(0x06)]],
  ['basic constraints of an end', () => [keyUsage(0x06), basicConstraints(false)]],
  [
    'basic constraints that are not critical',
    () => [keyUsage(0x06), { ...basicConstraints(true), critical: false }],
  ],
  ['no key usage', () => [basicConstraints(true)]],
  ['key usage for signatures alone', () => [keyUsage(0x80), basicConstraints(true)]],
  ['purposes without signing code', (key) => [...authority(key), extendedKeyUsage('1.3.6.1.5.5.7.3.8')]],
  [
    'an unknown critical extension',
    (key) => [...authority(key), { id: '1.2.3.4', critical: true, value: utf8('x') }],
  ],
  [
    'critical name constraints',
    (key) => [...authority(key), { id: '2.5.29.30', critical: true, value: sequence() }],
  ],
]

for (const [what, extensions] of UNFIT) {
  test(`an authority with ${what} may not issue`, (t) => {
    const root = make('root', null, authority)
    t.false(judge(make('middle', root, extensions), root))
    const unfit = make('root', null, extensions)
    t.false(judge(make('middle', unfit, authority), unfit))
  })
}

test('a purpose of its own that includes signing code is no hindrance', (t) => {
  const root = make('root', null, authority)
  t.true(
    judge(
      make('middle', root, (key) => [...authority(key), extendedKeyUsage(CODE_SIGNING)]),
      root,
    ),
  )
})

test('the length of a path is bounded by its authorities (RFC 5280 §4.2.1.9)', (t) => {
  const root = make('root', null, (key) => [keyUsage(0x06), limited(1), subjectKeyId(key)])
  const one = make('one', root, authority)
  t.true(judge(one, root))
  const two = make('two', one, authority)
  t.false(judge(two, one, root))
})

test('names, key identifiers and signatures must lead from one to the next', (t) => {
  const [root, twin] = [make('root', null, authority), make('root', null, authority)]
  const middle = make('middle', root, authority)
  t.false(judge(middle, twin), 'same name, other key')
  t.false(judge(middle, make('other', null, authority)), 'other name')
  t.false(judge({ ...middle, der: flipped(middle.der) }, root), 'signature changed')
  const named: Extension = { id: '2.5.29.35', value: sequence(Buffer.from([0x80, 1, 7])) }
  t.false(
    judge(
      make('middle', root, (key) => [...authority(key), named]),
      root,
    ),
    'key identifier of another',
  )
})

const REFUSED: readonly (readonly [string, (key: SigningKey) => readonly Extension[]])[] = [
  ['an extension twice', (key) => [...authority(key), keyUsage(0x06)]],
]

for (const [what, extensions] of REFUSED) {
  test(`a certificate with ${what} is not read`, (t) => {
    t.throws(() => readCertificate(make('x', null, extensions).der), { instanceOf: EncodingError })
  })
}

test('forms that are nearly right are not read', (t) => {
  const { der } = make('x', null, authority)
  const swap = (from: string, to: string) => Buffer.from(der.toString('hex').replace(from, to), 'hex')
  t.notThrows(() => readCertificate(der))
  t.throws(() => readCertificate(Buffer.concat([der, Buffer.from([0])])), { instanceOf: EncodingError })
  t.throws(
    () => readCertificate(swap('a003020102', 'a003020101')),
    { instanceOf: EncodingError },
    'version 2',
  )
  t.throws(() => readCertificate(swap('0101ff', '010101')), { instanceOf: EncodingError }, 'a boolean of 01')
  t.throws(
    () => readCertificate(swap('2a8648ce3d040302', '2a8648ce3d040303')),
    { instanceOf: EncodingError },
    'two algorithms',
  )
  t.throws(
    () => readCertificate(swap('2a8648ce3d030107', '2a8648ce3d030101')),
    { instanceOf: EncodingError },
    'another curve',
  )
})

test('no flipped bit of a certificate throws anything but an error about its encoding', (t) => {
  const { der } = make('x', null, (key) => [
    ...authority(key),
    { id: '1.2.3', value: octets(Buffer.from('y')) },
  ])
  fc.assert(
    fc.property(fc.nat(der.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
      const changed = Buffer.from(der)
      changed[at] = (changed[at] ?? 0) ^ by
      try {
        mayIssue([readCertificate(changed)], CODE_SIGNING)
      } catch (error) {
        t.true(error instanceof EncodingError)
      }
    }),
    { numRuns: 1000 },
  )
  t.pass()
})

/** sigstore-python's bogus certificates: each authority that may not issue, and the ones that may. */
const BOGUS: Readonly<Record<string, boolean>> = {
  'bogus-root.pem': true,
  'bogus-root-invalid-ku.pem': false,
  'bogus-root-missing-ku.pem': false,
  'bogus-root-noncritical-bc.pem': false,
  'bogus-intermediate.pem': true,
  'bogus-intermediate-with-eku.pem': true,
  'bogus-leaf.pem': false,
  'bogus-leaf-invalid-eku.pem': false,
  'bogus-leaf-invalid-ku.pem': false,
  'bogus-leaf-missing-eku.pem': false,
}

test('the bogus certificates of sigstore-python', (t) => {
  const folder = vectorsFolder('sigstore/py-assets/x509')
  if (folder === null) {
    t.log('skipped: ../shared/vectors/sigstore/py-assets/x509 is not there')
    t.pass()
    return
  }
  for (const [name, expected] of Object.entries(BOGUS)) {
    const { bytes } = decodePem(readFileSync(join(folder, name), 'utf8'))
    t.is(mayIssue([readCertificate(bytes)], CODE_SIGNING), expected, name)
  }
})
