/** What docs/reference/x509.md says before its tables. */
export const INTRODUCTION = `# CMS signatures and companies’ CAs

Written by \`node scripts/x509-tables.ts\`; do not edit.

A company’s signing server leaves a detached CMS signature beside a file: \`FILE.p7s\` (RFC 5652). It counts as a signature of a
keyring when a CA of that keyring certified its signer, and a policy asks for it as for any other: \`signature: { by: [acme-keys] }\`.

\`\`\`sh
trustctl keys import --keyring acme acme-ca.pem acme-ca.crl
openssl cms -sign -binary -outform DER -md sha256 -signer dana.pem -inkey dana.key -certfile issuing-ca.pem -in FILE -out FILE.p7s
trustctl verify FILE                # finds FILE.p7s beside it; also in folders and templates of \`trustctl evidence\`
\`\`\`

## What is taken

- **Form**: DER, or one PEM block \`CMS\` or \`PKCS7\`; detached; 1 to 8 signers, each of whom must verify; the signer’s certificate and
  those between it and the CA come along (\`-certfile\`), at most 16. BER with indefinite lengths (\`-stream\`), embedded content, S/MIME
  mail and anything behind the signature are refused (TC3310).
- **Algorithms**: RSA (PKCS#1 v1.5 or PSS, 2048 to 8192 bits), ECDSA on P-256, P-384 and P-521, and Ed25519, with SHA-256, SHA-384 or
  SHA-512. Without signed attributes (\`-noattr\`) RSA PKCS#1 and ECDSA on P-256 and P-384 only: the verifier holds no files, just their digests.
- **The signer’s certificate**: extended key usage codeSigning (\`anyExtendedKeyUsage\` and mail are not enough), key usage
  digitalSignature, no CA, a key id of its issuer.
- **CAs**: basicConstraints and name constraints critical, keyCertSign, key ids, path lengths, name constraints on e-mail, hosts, URIs,
  addresses and directory names; purposes of CAs narrow what they may issue. Unknown critical extensions, policy constraints and
  constraints on other names that occur are refused (TC3318, TC3319). What is imported as a CA is held to the same.
- **Time**: everything must have been valid when the signature was made. That is proven by an RFC 3161 time stamp over the signature (the
  unsigned attribute id-aa-timeStampToken) by an authority of the same keyring; without one, the time is now, whatever the signer claims
  (TC3313). A stamp that does not verify counts as none.
- **Revocation**: once a keyring’s folder has a \`*.crl\`, each CA on the path, and on the time stamp’s, needs a whole list of version 2
  with a number, signed by the same key, current now. Past its \`nextUpdate\`, missing or unreadable: refused (TC3316), until
  there is a newer one. Whom any list names is refused (TC3314), also for what was signed before: a revoked key may have
  stamped whatever its thief wished. A certificate that has expired must still be on the lists’ watch (\`expiredCertsOnCRL\`). Parts of lists
  and deltas revoke and never clear. Without any list nothing is asked. Lists that come along in a signature, and addresses in
  certificates (OCSP, CRL distribution points), are never followed.
- **Limits**: 128 KiB a signature; 12 certificates a path; 96 signatures verified and 4,096 pairs of certificates looked at for all \`.p7s\` of
  one artifact; 128 names and 128 constraints a certificate.

The fact that comes of it: the fingerprint is the sha256 of the signer’s public key (SubjectPublicKeyInfo), the owner its e-mail address,
else its common name, by which \`atLeast\` counts people; \`claimedAt\` the proven time, else the signer’s claim, else the beginning of
its certificate. A certificate that a CA of several keyrings certified counts for each of them.

Not covered: OCSP; certificates signed with RSA-PSS; public keys of the RSASSA-PSS or DSA kind; countersignatures; CAdES policies.`
