import { octets, oid, sequence } from '../../../world/sigstore/der.ts'
import { createKey, pssAlgorithm, signCms } from '../../../world/x509/index.ts'
import { CONTENT, issuer, dana, bySigner, issued, flip, of, type CmsCase } from './case.ts'

const NOT_IN_OPENSSL = { differs: 'OpenSSL 3.0 knows no Ed25519 in CMS (RFC 8419)' }

export const schemes = (): readonly CmsCase[] => [
  ...(['p256', 'p384', 'p521', 'rsa', 'ed25519'] as const).flatMap((kind) => {
    const holder = issued({ kind })
    const hashes = kind === 'ed25519' ? (['sha512'] as const) : (['sha256', 'sha384', 'sha512'] as const)
    return hashes.map((hash) =>
      of(
        `good: ${kind}, ${hash}, signed attributes`,
        'ok',
        bySigner(holder, { hash }),
        kind === 'ed25519' ? NOT_IN_OPENSSL : {},
      ),
    )
  }),
  ...(['p256', 'p384', 'rsa'] as const).flatMap((kind) => {
    const holder = issued({ kind })
    return (['sha256', 'sha384', 'sha512'] as const).map((hash) =>
      of(`good: ${kind}, ${hash}, no signed attributes`, 'ok', bySigner(holder, { hash, attributes: false })),
    )
  }),
  of('good: RSA-PSS', 'ok', bySigner(issued({ kind: 'rsa' }), { pss: true })),
]

export const needless = (): readonly CmsCase[] => [
  of(
    'RSA-PSS without signed attributes',
    'TC3317',
    bySigner(issued({ kind: 'rsa' }), { pss: true, attributes: false }),
    {
      differs: 'it has the content; by a digest alone PSS can’t be verified with node:crypto',
    },
  ),
  of(
    'Ed25519 without signed attributes',
    'TC3317',
    bySigner(issued({ kind: 'ed25519' }), { hash: 'sha512', attributes: false }),
  ),
  of(
    'P-521 without signed attributes',
    'TC3317',
    bySigner(issued({ kind: 'p521' }), { hash: 'sha512', attributes: false }),
    {
      differs: 'it has the content; by a digest alone P-521 is not verified here',
    },
  ),
]

export const forged = (): readonly CmsCase[] => {
  const good = bySigner(dana)
  const rsa = issued({ kind: 'rsa' })
  return [
    of('another content', 'TC3311', bySigner(dana, { over: Buffer.from('other bytes') })),
    of(
      'another content, no signed attributes',
      'TC3311',
      bySigner(dana, { over: Buffer.from('other bytes'), attributes: false }),
    ),
    of('one bit of the signature', 'TC3311', flip(good, good.length - 4)),
    of('one bit of the RSA signature', 'TC3311', ((bytes) => flip(bytes, bytes.length - 4))(bySigner(rsa))),
    of('another key than the certificate’s', 'TC3311', bySigner(dana, { key: createKey() })),
    of(
      'another key, no signed attributes',
      'TC3311',
      bySigner(dana, { key: createKey(), attributes: false }),
    ),
    of(
      'signed attributes name another certificate',
      'TC3311',
      bySigner(dana, {
        further: [['1.2.840.113549.1.9.16.2.47', sequence(sequence(sequence(octets(Buffer.alloc(32)))))]],
      }),
      {
        differs: '`cms -verify` looks at signingCertificateV2 with -cades alone; RFC 5035 §5.4 has it match',
      },
    ),
    of('SHA-1 as digest', 'TC3315', bySigner(dana, { hash: 'sha1' }), {
      differs: 'SHA-1 is taken at its default security level',
    }),
    of(
      'PSS with its default, SHA-1',
      'TC3315',
      bySigner(rsa, { pss: true, algorithm: pssAlgorithm('sha1') }),
    ),
    of(
      'digest and signature by different hashes',
      'TC3317',
      bySigner(dana, { algorithm: sequence(oid('1.2.840.10045.4.3.3')) }),
      { differs: 'it goes by the digest’s algorithm alone; RFC 5753 §2.1.1 has both the same' },
    ),
    of(
      'another content type in what was signed',
      'TC3310',
      bySigner(dana, { contentType: '1.2.840.113549.1.9.16.1.4' }),
      { differs: 'it does not compare it; RFC 5652 §11.1 has it match the content’s' },
    ),
  ]
}

export const forms = (): readonly CmsCase[] => {
  const good = bySigner(dana)
  const [type, inner] = [good.subarray(4, 15), good.subarray(15)]
  const indefinite = Buffer.concat([Buffer.from([0x30, 0x80]), type, inner, Buffer.from([0, 0])])
  const pem = (label: string): Buffer =>
    Buffer.from(
      `-----BEGIN ${label}-----\n${good.toString('base64').replaceAll(/(.{64})(?!$)/g, '$1\n')}\n-----END ${label}-----\n`,
    )
  const second = issued()
  return [
    of('good: PEM, `PKCS7`', 'ok', pem('PKCS7')),
    of('good: PEM, `CMS`', 'ok', pem('CMS')),
    of('PEM of another label', 'TC3310', pem('CERTIFICATE'), {
      differs: 'it takes this label too; RFC 7468 §9 names CMS and PKCS7',
    }),
    of('two PEM blocks', 'TC3310', Buffer.concat([pem('CMS'), pem('CMS')]), {
      differs: 'it reads the first block and stops',
    }),
    of('content embedded', 'TC3310', bySigner(dana, {}, { embedded: true }), {
      differs: 'it takes embedded content that equals the file',
    }),
    of('trailing data', 'TC3310', Buffer.concat([good, Buffer.from([0])]), {
      differs: 'it stops reading behind the first element',
    }),
    of('BER, indefinite length', 'TC3310', indefinite, { differs: 'it reads BER' }),
    of('cut off', 'TC3310', good.subarray(0, good.length - 1)),
    of('no signer', 'TC3310', signCms(CONTENT, { signers: [], certificates: [dana] })),
    of('not CMS', 'TC3310', Buffer.from('<html>not found</html>')),
    of(
      'good: two signers',
      'ok ok',
      signCms(CONTENT, {
        signers: [{ holder: dana }, { holder: second }],
        certificates: [dana, second, issuer],
      }),
    ),
    of(
      'two signers, one forged',
      'TC3311 ok',
      signCms(CONTENT, {
        signers: [{ holder: second, key: createKey() }, { holder: dana }],
        certificates: [dana, second, issuer],
      }),
    ),
    of(
      'the signer’s certificate left out',
      'TC3312',
      signCms(CONTENT, { signers: [{ holder: dana }], certificates: [issuer] }),
    ),
  ]
}
