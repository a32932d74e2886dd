/**
 * Where a changed bundle still verifies: what is changed there is nobody's word, and the fact that comes out is the same
 * to the last letter. `where` is a place in the bundle; empty for a change of the text that leaves every value as it was.
 */
export interface Exception {
  readonly where: RegExp
  /** Only for bundles of these names. */
  readonly of?: RegExp
  readonly why: string
}

export const EXCEPTIONS: readonly Exception[] = [
  {
    where: /^$/,
    why: 'the JSON text differs (space, order, escapes, an int64 as a number), and no value in it',
  },
  {
    where: /\.inclusionPromise\.signedEntryTimestamp$/,
    why: 'the twin (r, n − s) of an ECDSA signature is one too; nothing compares the promise by its bytes',
  },
  {
    where: /\.inclusionProof\.checkpoint\.envelope$/,
    why: 'the twin of the log’s ECDSA signature, or a line by a key that nobody here knows (C2SP signed-note: ignored)',
  },
  {
    where: /\.rfc3161Timestamps\.#\.signedTimestamp$/,
    why: 'the twin of the authority’s ECDSA signature, or a certificate that came along where the root names the signer',
  },
  {
    where: /^verificationMaterial\.publicKey\.hint$/,
    why: 'the hint at a key is the signer’s word and picks nothing: every trusted key is tried',
  },
  {
    where: /(?:^verificationMaterial|^)\.?timestampVerificationData(?:\.rfc3161Timestamps)?$/,
    why: 'an empty list of time stamps is the same as none',
  },
  {
    where: /\.inclusionProof(?:\.checkpoint(?:\.envelope)?)?$/,
    of: /v0\.1$/,
    why: 'bundles of version 0.1 ask for the log’s promise alone; a proof without a checkpoint adds nothing and takes nothing away',
  },
  {
    where: /\.inclusionProof\.(?:logIndex|hashes)$/,
    of: /intoto-with-custom-trust-root/,
    why: 'its index is 0 and its path empty, and protobuf’s JSON may leave out either',
  },
  {
    where: /\.rfc3161Timestamps\.#$/,
    of: /intoto-with-custom-trust-root/,
    why: 'the log’s promise proves the same time without the stamp',
  },
  {
    where: /^mediaType$/,
    why: 'versions 0.1 and 0.2, and the two names of 0.3, ask for the same of this bundle',
  },
  {
    where: /^attestation_bundles\.#\.publisher\.(?!kind$|repository$|workflow|email$|issuer_url$)/,
    why: 'PEP 740 lets an index say more of a publisher; an environment counts only where the certificate names one',
  },
  { where: /^dsseEnvelope\.signatures\.#\.keyid$/, why: 'DSSE’s key id is a hint that nobody signs' },
  {
    where: /^verificationMaterial\.x509CertificateChain\.certificates\.#(?:\.rawBytes)?$/,
    why: 'certificates behind the signer’s own are not needed: paths come from the trust root alone',
  },
]
