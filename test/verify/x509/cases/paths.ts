import { explicit, utf8 } from '../../../world/sigstore/der.ts'
import { CODE_SIGNING, type Holder, type Wish } from '../../../world/x509/index.ts'
import {
  NOW,
  DAY,
  root,
  issuer,
  dana,
  issuing,
  sanOf,
  mail,
  dns,
  constraintsOf,
  bySigner,
  issued,
  of,
  type CmsCase,
} from './case.ts'

export const paths = (): readonly CmsCase[] => {
  const stranger = issuing.root('Acme Root CA', { organization: 'Acme' })
  const strangers = issuing.signer('Dana', stranger)
  const deep = issuing.authority('Too deep', issuer)
  const server = issuing.authority('Servers only', root, { purposes: ['1.3.6.1.5.5.7.3.1'] })
  const fake = issuing.signer('No CA', root, { usage: 0x86 })
  const through = (
    name: string,
    expected: string,
    authority: Holder,
    wish: Partial<Wish> = {},
    further: Partial<CmsCase> = {},
  ): CmsCase => {
    const holder = issuing.signer('Sam', authority, wish)
    return of(name, expected, bySigner(holder, {}, { certificates: [holder, authority, issuer] }), further)
  }
  const mails = issuing.authority('One domain', root, { extensions: constraintsOf(0, mail('acme.example')) })
  const hosts = issuing.authority('Not these hosts', root, {
    extensions: constraintsOf(1, dns('acme.example')),
  })
  const unit = issuing.authority('One unit', root, {
    extensions: constraintsOf(0, explicit(4, issuing.root('x', { organization: 'Acme' }).name)),
  })
  return [
    of('missing intermediate', 'TC3312', bySigner(dana, {}, { certificates: [dana] })),
    of(
      'another root of the same name',
      'TC3312',
      bySigner(strangers, {}, { certificates: [strangers, stranger] }),
    ),
    of('a root that came along', 'TC3312', bySigner(strangers, {}, { certificates: [strangers, stranger] }), {
      roots: [issuing.root('Other')],
    }),
    through('path longer than the CA allows', 'TC3319', deep),
    through(
      'issued by a CA for servers',
      'TC3318',
      server,
      {},
      { differs: 'with -purpose any it doesn’t narrow by a CA’s purposes' },
    ),
    through('issued by a signer', 'TC3318', fake),
    through('good: e-mail within name constraints', 'ok', mails, { email: 'sam@acme.example' }),
    through('e-mail outside name constraints', 'TC3319', mails, { email: 'sam@other.example' }),
    through('alternative name outside name constraints', 'TC3319', mails, {
      extensions: sanOf(mail('sam@other.example')),
    }),
    through(
      'e-mail as common name, outside name constraints',
      'TC3319',
      mails,
      { commonName: 'ceo@other.example' },
      {
        differs:
          'it constrains addresses in emailAddress and alternative names; people are counted by this one here',
      },
    ),
    through('host in an excluded subtree', 'TC3319', hosts, { extensions: sanOf(dns('build.acme.example')) }),
    through(
      'wildcard that may stand for an excluded host',
      'TC3319',
      hosts,
      { extensions: sanOf(dns('*.example')) },
      {
        differs: 'it compares the wildcard as text (CVE-2025-61727 in Go)',
      },
    ),
    through('directory name outside name constraints', 'TC3319', unit, { organization: 'Evil' }),
  ]
}

export const leaves = (): readonly CmsCase[] => {
  const refused = (
    name: string,
    expected: string,
    wish: Partial<Wish>,
    further: Partial<CmsCase> = {},
  ): CmsCase => of(name, expected, bySigner(issued(wish)), further)
  const any = 'it was asked for any purpose: OpenSSL 3.0 has none for code signing'
  return [
    refused('no extended key usage', 'TC3318', { purposes: null }, { differs: any }),
    refused('extended key usage: mail', 'TC3318', { purposes: ['1.3.6.1.5.5.7.3.4'] }, { differs: any }),
    refused('extended key usage: any', 'TC3318', { purposes: ['2.5.29.37.0'] }, { differs: any }),
    refused('key usage without digitalSignature', 'TC3318', { usage: 0x20 }, { differs: any }),
    refused(
      'signer is a CA',
      'TC3318',
      { authority: {}, purposes: [CODE_SIGNING], usage: 0x86 },
      { differs: any },
    ),
    refused('unknown critical extension', 'TC3319', {
      extensions: { '1.3.6.1.4.1.57264.99': { critical: true, value: utf8('x') } },
    }),
    refused(
      'no authority key id',
      'TC3319',
      { extensions: { '2.5.29.35': null } },
      { differs: 'it checks profiles with -x509_strict alone' },
    ),
    refused(
      'certificate signed with SHA-1',
      'TC3312',
      { hash: 'sha1' },
      { differs: 'SHA-1 is taken at its default security level' },
    ),
    refused(
      'RSA of 1024 bits',
      'TC3315',
      { kind: 'rsa1024' },
      { differs: '1024 bits are taken at its default security level' },
    ),
    refused('expired', 'TC3313', { notAfter: NOW - 1 }),
    refused('not yet valid', 'TC3313', { notBefore: NOW + 1 }),
    refused('good: in its first second', 'ok', { notBefore: NOW }),
    refused(
      'good: in its last second',
      'ok',
      { notAfter: NOW },
      {
        differs: 'it takes the end as past; RFC 5280 §4.1.2.5 includes it',
      },
    ),
    of('signing time in the future', 'TC3313', bySigner(dana, { signingTime: NOW + DAY }), {
      differs: 'it does not look at the signing time',
    }),
    of(
      'expired, signing time before that',
      'TC3313',
      bySigner(issued({ notAfter: NOW - DAY }), { signingTime: NOW - 2 * DAY }),
    ),
  ]
}
