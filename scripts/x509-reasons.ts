/** Why a good chain is refused: the beginning of a case's name, and the reason. */
export type Reasons = readonly (readonly [start: string, why: string])[]

export function reasonFor(name: string, reasons: Reasons): string | null {
  return reasons.find(([start]) => name.startsWith(start))?.[1] ?? null
}

export const LIMBO_REASONS: Reasons = [
  [
    'crl::issuer-no-keyusage-extension',
    'a CA must say with keyUsage that it signs certificates and lists (RFC 5280 §4.2.1.3: conforming CAs include it)',
  ],
  ['cve::cve-2024-0567', 'a root that came cross-certified has no key id of its issuer (RFC 5280 §4.2.1.1)'],
  [
    'pathlen::validation-ignores-pathlen-in-leaf',
    'the end certificate is a CA’s, and a CA does not sign files',
  ],
  [
    'rfc5280::eku::ee-without-eku',
    'the purpose must be named: a certificate that is for anything was not made for signing code',
  ],
  ['rfc5280::no-keyusage', 'the signer’s keyUsage must name digitalSignature'],
  ['rfc5280::ca-as-leaf', 'the end certificate is a CA’s, and a CA does not sign files'],
  [
    'webpki::nc::permitted-dns-match-noncritical',
    'name constraints must be critical (RFC 5280 §4.2.1.10; the suite’s `rfc5280` part refuses the same)',
  ],
]

const POLICIES =
  'certificate policies are not weighed, so who constrains, maps or inhibits them is refused, as for any critical extension that isn’t understood'
const NAMES = 'names are compared byte by byte when a path is built; CAs copy them that way'
const SCOPED =
  'a list with an issuing distribution point, or of another issuer, may revoke and never clears: only a whole list by the issuer itself does'
const CRL_KEYS =
  'a list counts only by the very key that signed the certificate; a CA that has two keys under one name needs a list by each'
const CA_END = 'the end certificate is a CA’s, and a CA does not sign files'
const DSA = 'DSA is not taken'

export const PKITS_REASONS: Reasons = [
  ['ValidBasicSelfIssued', CRL_KEYS],
  ['ValidSeparateCertificateandCRLKeys', CRL_KEYS],
  ['ValidSelfIssuedpathLenConstraint', CRL_KEYS],
  ['ValidDNnameConstraintsTest19', CRL_KEYS],
  ['ValidDSA', DSA],
  ['ValidIDPwithindirectCRL', SCOPED],
  ['ValidcRLIssuer', SCOPED],
  ['ValiddistributionPoint', SCOPED],
  ['ValidonlySomeReasons', SCOPED],
  ['ValidNameChaining', NAMES],
  ['ValidRolloverfromPrintableString', NAMES],
  ['ValidUTF8StringCaseInsensitiveMatch', NAMES],
  ['ValidNameUIDs', 'unique identifiers belong to version 2 (RFC 5280 §4.1.2.8: CAs must not make them)'],
  ['ValidPolicyMapping', POLICIES],
  ['ValidSelfIssuedinhibit', POLICIES],
  ['ValidSelfIssuedrequireExplicitPolicy', POLICIES],
  ['Validinhibit', POLICIES],
  ['ValidrequireExplicitPolicy', POLICIES],
  ['ValidbasicConstraintsNotCritical', 'a CA says so critically (RFC 5280 §4.2.1.9)'],
  ['ValiddeltaCRLTest5', 'whom a whole list once named stays refused, also where a delta takes it back'],
  ['ValidonlyContainsCACerts', CA_END],
  ['ValidpathLenConstraint', CA_END],
]
