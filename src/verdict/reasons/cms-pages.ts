import type { ReasonPages } from './reason-page.ts'

const ASK_NEW = 'Ask whoever signs there for a new signature.'
const LOOK = 'Look into it: `openssl cms -cmsout -print -noout -inform DER -in FILE.p7s`.'
const AGAIN = 'Fetch file and signature again from where they are published.'

/** Family 3, detached CMS signatures and the certificates behind them. */
export const CMS_PAGES: ReasonPages<'TC33'> = {
  TC3310: {
    means: 'There is something where a CMS signature belongs, and it can’t be read as one.',
    expected:
      'A detached SignedData (RFC 5652) in DER or in one PEM block, with its signers’ certificates and without the content.',
    causes: [
      'It was made without `-binary`, as S/MIME mail.',
      'It holds the content (`-nodetach`), or is in BER with indefinite lengths (`-stream`).',
      'A server answers with an error page, or the file is damaged.',
    ],
    remedies: [LOOK, 'Sign with `openssl cms -sign -binary -outform DER -md sha256 …`.', AGAIN],
  },
  TC3311: {
    means: 'The CMS signature was not made over these bytes, or not by the key of its certificate.',
    expected: 'A signature over exactly the bytes of this file.',
    causes: [
      'It is the signature of another file or version.',
      'The file was changed or rebuilt after it was signed.',
      'It was made without `-binary`: line ends were changed before signing.',
    ],
    remedies: ['Do not install it.', AGAIN, 'If they still differ, tell its owner; keep both for them.'],
  },
  TC3312: {
    means: 'No CA whose certificate you imported stands behind the signer.',
    expected: 'A path from the signer’s certificate to a CA of one of your keyrings.',
    causes: [
      'The CA was never imported.',
      'A certificate between signer and CA is missing: the signature must bring it along.',
      'Somebody else’s CA.',
    ],
    remedies: [
      '`trustctl keys list` shows the CAs that you have.',
      'Compare the CA’s fingerprint with what its owner publishes, by another road than the file’s; then `trustctl keys import --keyring NAME ca.pem`.',
      'Sign with `-certfile intermediates.pem`.',
    ],
  },
  TC3313: {
    means:
      'The signer’s certificate, or a CA’s above it, was not valid at the time that counts: the time stamp’s, where an authority of the keyring made one, else now.',
    expected: 'Certificates in their time, or a time stamp (RFC 3161) from when they were.',
    causes: [
      'The certificate has run out since it was signed, and nobody stamped the signature.',
      'The time stamp is by an authority that is not in the keyring.',
      'This machine’s clock is wrong.',
    ],
    remedies: [
      ASK_NEW,
      'Import the CA of the time stamp authority into the same keyring: `trustctl keys import --keyring NAME tsa-ca.pem`.',
      'Look at the clock: `date -u`.',
    ],
  },
  TC3314: {
    means: 'The CA says that the certificate no longer counts. That holds also for what was signed before.',
    expected: 'A certificate that its CA has not revoked.',
    causes: ['The key was lost, stolen or replaced.', 'The signer has left.'],
    remedies: ['Do not install it.', 'Ask the CA’s owner why, and for a file that is signed anew.'],
  },
  TC3315: {
    means: 'The signature rests on an algorithm that can be forged today.',
    expected: 'SHA-256, SHA-384 or SHA-512.',
    causes: ['The signing server still uses SHA-1.'],
    remedies: [ASK_NEW, 'Sign with `openssl cms -sign -md sha256 …`.'],
  },
  TC3316: {
    means:
      'The keyring has lists of revoked certificates, and by them it can’t be told whether this one is still good. So it isn’t taken.',
    expected:
      'For every CA on the path a whole list of version 2 with a number, signed by that CA, and not past its `nextUpdate`.',
    causes: [
      'The list has run out: the job that fetches it has stopped.',
      'Only the lower CA’s list was imported, not the upper one’s.',
      'The certificate has expired, and the list doesn’t promise to keep such (`expiredCertsOnCRL`).',
    ],
    remedies: [
      'Fetch the newest list, and import it: `trustctl keys import --keyring NAME FILE.crl`.',
      'Look at it: `openssl crl -in FILE.crl -noout -text`.',
      '`trustctl keys list` names what could not be read.',
    ],
  },
  TC3317: {
    means: 'The signature uses something that is not supported here. Whether it is good can’t be said.',
    expected:
      'RSA (PKCS#1 or PSS), ECDSA or Ed25519 over signed attributes; or RSA PKCS#1, ECDSA P-256 or P-384 over the content itself.',
    causes: [
      '`-noattr` with PSS or Ed25519, which need the bytes themselves.',
      'A curve or hash that is rare.',
    ],
    remedies: ['Sign without `-noattr`.', ASK_NEW],
  },
  TC3318: {
    means: 'A certificate was used for what it was not made for.',
    expected:
      'A signer with extended key usage codeSigning (`anyExtendedKeyUsage` is not enough) and key usage digitalSignature, below CAs that say critically that they are CAs.',
    causes: ['It is a certificate for mail, a server or a person.', 'The CA’s template lacks codeSigning.'],
    remedies: [
      'Have the signer’s certificate made with `extendedKeyUsage = codeSigning` and `keyUsage = critical, digitalSignature`.',
      'Look at it: `openssl x509 -in FILE -noout -purpose -ext extendedKeyUsage,keyUsage`.',
    ],
  },
  TC3319: {
    means:
      'Two certificates of the path contradict each other, or one says something critical that isn’t understood.',
    expected:
      'Names within the CAs’ name constraints, no more CAs than they allow, key ids where RFC 5280 wants them, and no policy constraints.',
    causes: [
      'A CA that may speak for one part of the company issued for another.',
      'The certificates were made by hand, without key ids.',
      'So many certificates came along that looking for a path was given up.',
    ],
    remedies: [
      'What was found names the certificate: look at it with `openssl x509 -in FILE -noout -text`.',
      'Have the CA’s owner issue it anew.',
    ],
  },
}
