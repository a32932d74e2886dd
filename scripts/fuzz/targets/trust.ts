import { EncodingError } from '../../../src/encoding/index.ts'
import { armorBlocks, decodeArmor } from '../../../src/trust/armor.ts'
import {
  alternativeNames,
  authorityKeyId,
  basicConstraints,
  brokenConstraint,
  extendedKeyUsage,
  keyUsage,
  looksLikePlainKey,
  nameConstraints,
  namesOf,
  nameText,
  ownerOf,
  parseAuthorities,
  parseKeys,
  parsePlainKey,
  parseSigningKey,
  parseTrustedRoot,
  readCertificate,
  readPackets,
  readRevocationList,
  subjectKeyId,
  TrustError,
  unknownCritical,
} from '../../../src/trust/index.ts'
import { attempt, holds, type Target } from '../target.ts'
import {
  authorityExamples,
  certificateExamples,
  openPgpKeyExamples,
  plainKeyExamples,
  revocationExamples,
  trustedRootExamples,
} from './examples.ts'

const errors = [EncodingError, TrustError]
const ALWAYS = { startMs: 0, endMs: 8_640_000_000_000_000 }

export const trustTargets: readonly Target[] = [
  {
    name: 'certificate',
    errors,
    seeds: certificateExamples,
    run(input) {
      const certificate = readCertificate(input)
      const readers = [
        alternativeNames,
        authorityKeyId,
        basicConstraints,
        extendedKeyUsage,
        keyUsage,
        namesOf,
        ownerOf,
        subjectKeyId,
        unknownCritical,
      ]
      for (const read of readers) attempt<unknown>(errors, () => read(certificate))
      attempt(errors, () => nameText(certificate.subject))
      attempt(errors, () => certificate.publicKey.handle())
      const constraints = attempt(errors, () => nameConstraints(certificate))
      const names = attempt(errors, () => namesOf(certificate))
      if (constraints && names) attempt<unknown>(errors, () => brokenConstraint(names, constraints))
    },
  },
  { name: 'crl', errors, seeds: revocationExamples, run: readRevocationList },
  { name: 'authorities', errors, seeds: authorityExamples, run: parseAuthorities },
  {
    name: 'trusted-root',
    errors,
    seeds: trustedRootExamples,
    run: (input) => parseTrustedRoot('fuzz', input),
  },
  {
    name: 'openpgp-packets',
    errors,
    seeds: openPgpKeyExamples,
    run(input) {
      for (const block of armorBlocks(input, 'PUBLIC KEY BLOCK')) decodeArmor(block)
      const packets = readPackets(input)
      const size = packets?.reduce((sum, { bytes }) => sum + bytes.length, 0) ?? input.length
      holds(size === input.length, 'packets cover the bytes')
    },
  },
  { name: 'openpgp-keys', errors, seeds: openPgpKeyExamples, run: parseKeys },
  {
    name: 'plain-keys',
    errors,
    seeds: plainKeyExamples,
    run(input) {
      looksLikePlainKey(input)
      attempt(errors, () => parseSigningKey(input, ALWAYS))
      return parsePlainKey(input, 'Dana')
    },
  },
]
