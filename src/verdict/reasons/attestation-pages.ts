import type { ReasonPages } from './reason-page.ts'

const REPORT = 'Tell the project; keep the file and its attestation for them.'
const FETCH_AGAIN = 'Fetch it again: `pip install --no-cache-dir NAME`. A mirror may have served half of it.'
const LOOK = '`trustctl verify FILE --evidence FILE.provenance` checks a copy that you have, step by step.'
const OTHER_ROOT = 'It was signed with the staging instance of Sigstore, or with a private one.'

/** Family 2, first part: an attestation that is there (PEP 740, Sigstore) and what is wrong with it. */
export const ATTESTATION_PAGES: ReasonPages<'TC211' | 'TC212'> = {
  TC2110: {
    means: 'There is something where an attestation belongs, and it can’t be read as one.',
    expected: 'JSON as PEP 740 describes it: a provenance object, or one attestation.',
    causes: [
      'A server answers with an error page.',
      'The file is damaged, or cut off.',
      'It is far larger or deeper than any honest one.',
    ],
    remedies: [FETCH_AGAIN, LOOK, REPORT],
  },
  TC2111: {
    means:
      'The attestation is genuine, but it vouches for other bytes than these. The file was changed after it was attested.',
    expected: 'The sha256 of this file as the subject of the attestation.',
    causes: [
      'The file was changed or rebuilt after publication.',
      'A mirror serves the file of one build beside the attestation of another.',
    ],
    remedies: ['Do not install it.', FETCH_AGAIN, REPORT],
  },
  TC2112: {
    means:
      'The attestation is genuine, but it is about a file of another name: another file of the release, or another project.',
    expected: 'This file’s name as the subject of the attestation.',
    causes: [
      'The file was renamed.',
      'An attestation was copied from a neighbouring file to make this one look attested.',
    ],
    remedies: ['Give a renamed file its original name back.', FETCH_AGAIN, REPORT],
  },
  TC2124: {
    means: 'The attestation is genuine, and of this project, but it is about another version.',
    expected: 'An attestation whose subject is this version’s file.',
    causes: [
      'The file was renamed to look like a newer or older release.',
      'The attestation of another release was copied to make this one look attested.',
    ],
    remedies: ['Give a renamed file its original name back.', FETCH_AGAIN, REPORT],
  },
  TC2113: {
    means:
      'The signature over the attestation does not match its text or its certificate: one of them was changed.',
    expected: 'A signature (DSSE) that the key of the certificate made over exactly this text.',
    causes: ['The attestation was damaged or changed.', 'It was put together from parts of several.'],
    remedies: [FETCH_AGAIN, LOOK, REPORT],
  },
  TC2114: {
    means: 'The certificate that signed was not issued by an authority that your trust root names.',
    expected: 'A chain from the certificate to a root of the Sigstore public-good instance.',
    causes: [
      OTHER_ROOT,
      'Somebody made a certificate of their own.',
      'The authority is newer than the trust root that you have.',
    ],
    remedies: [
      '`trustctl status` names the trust roots in use.',
      'Ask the project to publish with the public-good instance.',
      REPORT,
    ],
  },
  TC2115: {
    means:
      'The certificate is genuine, but it was not valid when the signature was made, or it is not meant for signing code.',
    expected:
      'A time of signing, as a log or a time stamp authority gives it, within the certificate’s ten minutes; and the key usage for code signing.',
    causes: [
      'The signature was made with a stolen or kept key after the certificate ran out.',
      'A certificate made for another purpose was used.',
    ],
    remedies: [LOOK, REPORT],
  },
  TC2116: {
    means:
      'Certificates must be entered in a public log before they are used, so that a misissued one is seen. This one carries no valid proof of that.',
    expected: 'A signed certificate timestamp (RFC 6962) of a log that the trust root names.',
    causes: [OTHER_ROOT, 'The certificate was issued in secret.'],
    remedies: ['`trustctl status` names the trust roots in use.', REPORT],
  },
  TC2117: {
    means:
      'The attestation was not entered in a transparency log, or its entry was taken away. Without it nobody can tell when it was signed, nor see that it was.',
    expected: 'At least one entry of a log that the trust root names.',
    causes: ['The entry was removed from the bundle.', 'It was signed by a program that leaves out the log.'],
    remedies: [FETCH_AGAIN, 'Ask the project to sign with the log.', REPORT],
  },
  TC2118: {
    means:
      'The attestation says that it is in the transparency log, and the mathematics of that claim do not hold.',
    expected: 'An inclusion proof and a checkpoint that lead to a root signed by the log.',
    causes: [OTHER_ROOT, 'The proof was damaged or made up.'],
    remedies: [FETCH_AGAIN, LOOK, REPORT],
  },
  TC2119: {
    means: 'The log entry that comes with the attestation is a genuine one, of something else.',
    expected: 'An entry whose digest, signature and certificate are those of this attestation.',
    causes: [
      'An entry was borrowed from another attestation.',
      'The attestation was changed after it was logged.',
    ],
    remedies: ['Do not install it.', FETCH_AGAIN, REPORT],
  },
  TC2120: {
    means:
      'The time at which the signature existed is not proven: the signed time stamp is wanting, outside of the certificate’s life, or wrong.',
    expected:
      'A time stamp (RFC 3161) of an authority that the trust root names, within the certificate’s life.',
    causes: [
      'The clock of the signer was wrong.',
      OTHER_ROOT,
      'The signature was made later than it claims.',
    ],
    remedies: [LOOK, REPORT],
  },
  TC2121: {
    means:
      'The attestation is in a format or a version that this pip-trust does not understand. It is not taken for good.',
    expected: 'PEP 740 attestations of version 1, with in-toto statements and DSSE signatures.',
    causes: [
      'The attestation is newer than your pip-trust.',
      'It is of an experimental kind from before PEP 740.',
    ],
    remedies: ['Upgrade pip-trust: run its `install.sh` again.', LOOK],
  },
  TC2122: {
    means: 'The index says that one publisher published this file, and the certificate says another.',
    expected: 'The same repository and workflow in the provenance’s `publisher` and in the certificate.',
    causes: [
      'The index mixed up publishers.',
      'An attestation of another project was put in place of the true one.',
    ],
    remedies: ['`trustctl why CODE` names both.', REPORT],
  },
  TC2123: {
    means:
      'The attestation was signed with a long-lived key instead of a certificate, and nothing here says whose key that is.',
    expected:
      'A certificate of an authority that the trust root names, or a signature by a key of one of your keyrings.',
    causes: ['The project signs with a key pair of its own.', 'Somebody signed with any key.'],
    remedies: [
      'Ask the project for its public key, over a way that you trust.',
      'Ask the project to sign with a certificate.',
      REPORT,
    ],
  },
  TC2129: {
    means:
      'Verifying what came with this file, attestations or signatures, took more than one file may cost, and was ended. It was made so that other files wait, or it is far larger than any honest one.',
    expected: 'Evidence that takes less than a second of computing and less than 64 MiB of memory.',
    causes: [
      'Somebody wants to hold up or crash the verifier.',
      'The evidence carries far more attestations or signatures than anybody needs.',
    ],
    remedies: [
      'Look at the size of the evidence: an honest attestation has some ten kilobytes.',
      'It is tried again after five minutes, in case that this machine was at fault.',
      REPORT,
    ],
  },
}
