export { armorBlocks, decodeArmor } from './armor.ts'
export type { ImportedKey } from './imported-key.ts'
export { isIgnoredTag, readPackets, type RawPacket } from './openpgp-packets.ts'
export { MAX_KEYS, MAX_KEYS_BYTES, parseKeys } from './parse-keys.ts'
export { MAX_ROOT_BYTES, parseTrustedRoot } from './parse-trusted-root.ts'
export { publicGoodRoot } from './public-good-root.ts'
export { readCertificate, type Certificate } from './certificate.ts'
export {
  AUTHORITY_KEY_ID,
  authorityKeyId,
  basicConstraints,
  CRL_SIGN,
  DIGITAL_SIGNATURE,
  extendedKeyUsage,
  KEY_CERT_SIGN,
  keyUsage,
  SUBJECT_ALTERNATIVE_NAME,
  SUBJECT_KEY_ID,
  subjectKeyId,
  unknownCritical,
} from './certificate-extensions.ts'
export {
  CODE_SIGNING,
  isIssuedBy,
  isSignedBy,
  mayIssue,
  mayStamp,
  namesIssuer,
  TIME_STAMPING,
} from './certificate-path.ts'
export {
  KEY_PURPOSES,
  keyRecordOf,
  keyStateAt,
  malformedRecord,
  possessionStatement,
  valueOfKeyRecord,
  type RecordKind,
  type KeyPurpose,
  type KeyRecord,
  type KeyRevocation,
  type KeyState,
} from './key-record.ts'
export { parseRevocation, revocationText, type Revocation } from './key-revocation.ts'
export { standingOfRecord, standingOfRevocation, type KeyStanding } from './key-standing.ts'
export { certificateId, MAX_AUTHORITIES, parseAuthorities, type AuthorityFile } from './parse-authorities.ts'
export {
  familyOf,
  importPublicKey,
  PublicKey,
  signatureAlgorithm,
  spkiPem,
  verifiesPlainly,
  verifiesWith,
  type HashName,
  type KeyFamily,
} from './public-key.ts'
export { looksLikePlainKey, minisignIdOf, parsePlainKey, plainKeyOf } from './plain-key.ts'
export { MAX_KEY_BYTES, parseSigningKey } from './signing-key.ts'
export {
  isShipped,
  PUBLIC_GOOD,
  readSeed,
  SHIPPED_REPOSITORIES,
  STAGING,
  type Seed,
  type ShippedName,
} from './shipped-seed.ts'
export type {
  CertificateAuthority,
  LogKey,
  PlainKey,
  SigningKey,
  SigstoreRoot,
  TimestampAuthority,
} from './sigstore-root.ts'
export { TrustError } from './trust-error.ts'
export { packTrust, unpackTrust, type PackedTrust } from './packed-trust.ts'
export { keyringOf, trustOf, type Keyring, type RevocationFile, type Trust } from './trust.ts'
export { ALWAYS, FOREVER_MS, isWithin, type ValidityWindow } from './validity-window.ts'
export { brokenConstraint, NAME_CONSTRAINTS, nameConstraints } from './x509-name-constraints.ts'
export { alternativeNames, MAX_NAMES, namesOf, nameText, ownerOf, readName } from './x509-names.ts'
export { readRevocationList, type RevocationList } from './x509-revocation-list.ts'
