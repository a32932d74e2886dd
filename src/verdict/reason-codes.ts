/**
 * The closed table of reason codes. Families: 0 nothing wanting · 1 identity and integrity · 2 attestations ·
 * 3 detached signatures · 4 policy · 5 surroundings. A code never changes its meaning and is never used again.
 */
export const REASONS = {
  TC0000: { slug: 'allowed', title: 'nothing was found wanting' },

  TC1001: { slug: 'unidentified', title: 'the project, version or kind of a file could not be established' },
  TC1002: {
    slug: 'digest-differs',
    title: 'the bytes differ from the digest that the index or a hash option gives',
  },
  TC1003: { slug: 'unknown-content', title: 'what came is neither a judged archive nor known text' },
  TC1004: {
    slug: 'archive-malformed',
    title: 'the archive is truncated or damaged, or reads differently to different readers',
  },
  TC1005: {
    slug: 'name-differs',
    title: 'the file name and the metadata inside name different projects or versions',
  },
  TC1006: {
    slug: 'file-changed',
    title: 'this machine has seen other bytes under the same index and file name',
  },
  TC1007: {
    slug: 'metadata-differs',
    title: 'the metadata file does not match the digest that the index gives',
  },
  TC1008: { slug: 'too-large', title: 'a file exceeds a limit' },
  TC1010: { slug: 'not-a-regular-file', title: 'an archive is a pipe, device or link to one' },
  TC1011: { slug: 'writable-by-others', title: 'an archive lies where another user may change it' },
  TC1012: {
    slug: 'cached-wheel-unknown',
    title: 'a wheel in the cache was not recorded as built from a judged source',
  },
  TC1013: { slug: 'archive-tail', title: 'bytes follow the end of the archive' },

  TC2101: {
    slug: 'provenance-not-offered',
    title: 'the index offers no attestations and no evidence source has one',
  },
  TC2102: { slug: 'no-attestation', title: 'nobody published an attestation for this file' },
  TC2103: { slug: 'lost-provenance', title: 'earlier releases were attested and this one is not' },
  TC2104: {
    slug: 'provenance-unavailable',
    title: 'the attestation that the index names could not be fetched',
  },
  TC2105: {
    slug: 'partial-provenance',
    title: 'other files of this release are attested and this one is not',
  },
  TC2106: {
    slug: 'inconsistent-provenance',
    title: 'the files of this release are attested by different publishers',
  },
  TC2110: { slug: 'attestation-malformed', title: 'the attestation cannot be parsed' },
  TC2111: { slug: 'attested-digest-differs', title: 'the attestation is about other bytes' },
  TC2112: { slug: 'attested-name-differs', title: 'the attestation is about another file' },
  TC2113: { slug: 'attestation-signature-bad', title: 'the signature of the attestation does not verify' },
  TC2114: {
    slug: 'certificate-untrusted',
    title: 'the signing certificate does not chain to the trust root',
  },
  TC2115: {
    slug: 'certificate-unfit',
    title: 'the signing certificate was not valid then, or not for signing code',
  },
  TC2116: {
    slug: 'certificate-not-logged',
    title: 'the signing certificate carries no valid proof of being logged',
  },
  TC2117: { slug: 'log-entry-missing', title: 'the attestation carries no transparency log entry' },
  TC2118: { slug: 'log-proof-bad', title: 'the proof of inclusion in the transparency log does not verify' },
  TC2119: { slug: 'log-entry-differs', title: 'the transparency log entry is about another signature' },
  TC2120: { slug: 'timestamp-bad', title: 'the signed time stamp is missing, late or does not verify' },
  TC2121: { slug: 'attestation-unsupported', title: 'the attestation uses a format that is not supported' },
  TC2122: {
    slug: 'publisher-differs',
    title: 'the publisher that the index names is not the one that signed',
  },
  TC2123: {
    slug: 'signing-key-unknown',
    title: 'the attestation is signed by a bare key that is not trusted here',
  },
  TC2124: { slug: 'attested-version-differs', title: 'the attestation is about another version' },
  TC2129: {
    slug: 'evidence-too-costly',
    title: 'verifying the evidence took more time or memory than one file may cost',
  },

  TC2201: {
    slug: 'publisher-not-accepted',
    title: 'the policy accepts other publishers than the one that signed',
  },
  TC2202: {
    slug: 'predicate-not-accepted',
    title: 'there is an attestation, but not of the kind that the policy requires',
  },
  TC2203: {
    slug: 'log-not-accepted',
    title: 'the attestation is in no transparency log that the policy requires',
  },
  TC2204: {
    slug: 'changed-provenance',
    title: 'earlier releases were attested by another publisher',
  },
  TC2205: {
    slug: 'publisher-first-use',
    title: 'this machine remembers no publisher for the project yet',
  },
  TC2206: { slug: 'no-provenance-statement', title: 'nobody published a SLSA provenance of this file' },
  TC2207: {
    slug: 'build-level-too-low',
    title: 'the SLSA provenance is of a lower build level than the policy requires',
  },
  TC2208: {
    slug: 'builder-not-accepted',
    title: 'the file was built by another builder than the policy names',
  },
  TC2209: {
    slug: 'lock-identity-differs',
    title: 'no attestation is by a publisher that the lock file names',
  },
  TC2210: {
    slug: 'lock-identity-unreadable',
    title: 'the lock file names a publisher in a way that can not be checked',
  },
  TC2220: {
    slug: 'signer-differs',
    title: 'the signature verifies, and is by another than the one who was asked for',
  },

  TC2501: { slug: 'no-rebuild', title: 'no rebuilder says that it got these bytes' },
  TC2502: { slug: 'rebuild-unavailable', title: 'the word of a rebuilder could not be fetched' },
  TC2503: { slug: 'too-few-rebuilds', title: 'fewer rebuilders got these bytes than the policy requires' },
  TC2510: { slug: 'rebuild-malformed', title: 'the statement of a rebuilder cannot be parsed' },
  TC2511: { slug: 'rebuild-differs', title: 'a rebuilder got other bytes' },
  TC2512: { slug: 'rebuild-name-differs', title: 'the statement of a rebuilder is about another file' },
  TC2513: { slug: 'rebuild-signature-bad', title: 'the signature of a rebuilder does not verify' },
  TC2514: { slug: 'rebuilder-unknown', title: 'a rebuild is signed by a key that is not imported' },
  TC2515: { slug: 'rebuild-unsupported', title: 'a statement says something else than «I rebuilt this»' },

  TC2601: { slug: 'trust-data-stale', title: 'what vouches for a trust root has expired' },
  TC2602: {
    slug: 'trust-update-rolled-back',
    title: 'an update of a trust root is older than what is known',
  },
  TC2603: {
    slug: 'trust-update-frozen',
    title: 'an update of a trust root has expired and nothing newer is offered',
  },
  TC2604: { slug: 'trust-update-invalid', title: 'an update of a trust root is not what its keys vouch for' },
  TC2605: { slug: 'trust-root-pinned', title: 'an update of a trust root is not the one that is pinned' },
  TC2606: { slug: 'trust-update-unavailable', title: 'an update of a trust root could not be had' },

  TC3101: { slug: 'no-signature', title: 'no detached signature was found for this file' },
  TC3102: { slug: 'signature-unavailable', title: 'the detached signature could not be fetched' },
  TC3110: { slug: 'signature-malformed', title: 'the OpenPGP signature cannot be parsed' },
  TC3111: { slug: 'signature-bad', title: 'the OpenPGP signature does not match the bytes' },
  TC3112: { slug: 'key-unknown', title: 'the OpenPGP signature is by a key that is not imported' },
  TC3113: { slug: 'key-expired', title: 'the OpenPGP key or signature has expired' },
  TC3114: { slug: 'key-revoked', title: 'the OpenPGP key is revoked' },
  TC3115: { slug: 'algorithm-weak', title: 'the OpenPGP signature uses an algorithm that is no longer safe' },
  TC3116: { slug: 'signature-type-refused', title: 'the OpenPGP signature is not over binary content' },
  TC3117: {
    slug: 'signature-unsupported',
    title: 'the OpenPGP signature uses a version or algorithm that is not supported',
  },
  TC3118: { slug: 'signing-key-unfit', title: 'the OpenPGP key is not one that may sign' },
  TC3119: { slug: 'signature-time-wrong', title: 'the OpenPGP signature claims a time that cannot be' },
  TC3310: { slug: 'cms-malformed', title: 'the CMS signature cannot be parsed, or is not a detached one' },
  TC3311: { slug: 'cms-signature-bad', title: 'the CMS signature does not fit these bytes' },
  TC3312: { slug: 'cms-authority-unknown', title: 'no CA of a keyring has certified the signer' },
  TC3313: {
    slug: 'cms-certificate-time',
    title: 'the signer’s certificate, or a CA’s, was not valid when the signature was made',
  },
  TC3314: { slug: 'cms-certificate-revoked', title: 'the CA has revoked the signer’s certificate' },
  TC3315: { slug: 'cms-weak', title: 'the CMS signature rests on a weak algorithm' },
  TC3316: {
    slug: 'revocation-list-unusable',
    title: 'the list of revoked certificates is missing, out of date or unreadable',
  },
  TC3317: { slug: 'cms-not-supported', title: 'the CMS signature is of a form that is not supported' },
  TC3318: { slug: 'certificate-purpose', title: 'a certificate may not do what it was used for' },
  TC3319: { slug: 'certificate-path', title: 'the path of certificates breaks a rule of one of them' },
  TC3201: {
    slug: 'signer-not-accepted',
    title: 'the signature is by a key outside the keyrings that the policy requires',
  },
  TC3202: { slug: 'too-few-signers', title: 'fewer people signed than the policy requires' },

  TC3410: { slug: 'minisign-malformed', title: 'the minisign signature cannot be parsed' },
  TC3411: { slug: 'minisign-bad', title: 'the minisign signature does not match the bytes' },
  TC3412: { slug: 'minisign-key-unknown', title: 'the minisign signature is by a key that is not imported' },
  TC3413: {
    slug: 'minisign-comment-bad',
    title: 'the trusted comment of the minisign signature was changed',
  },
  TC3414: { slug: 'minisign-legacy', title: 'the minisign signature is not of the prehashed kind' },

  TC3501: { slug: 'key-pending', title: 'the key is published and not in use yet' },
  TC3502: {
    slug: 'key-out-of-use',
    title: 'the key is out of use, and nothing proves that the signature is older',
  },
  TC3503: { slug: 'key-lost', title: 'the key was revoked as lost, stolen or of unknown whereabouts' },
  TC3504: { slug: 'signed-too-late', title: 'the signature was made after the key had ceased to sign' },
  TC3505: { slug: 'key-past', title: 'nothing that the key signed counts any more' },
  TC3510: { slug: 'attached-malformed', title: 'a signature inside the wheel cannot be parsed' },
  TC3511: { slug: 'attached-bad', title: 'a signature inside the wheel does not fit what it says it signs' },
  TC3512: {
    slug: 'attached-key-unknown',
    title: 'a signature inside the wheel is by a key that is not imported',
  },
  TC3513: {
    slug: 'attached-uncovered',
    title: 'the RECORD that is signed does not stand for the whole wheel',
  },
  TC3514: { slug: 'attached-other-record', title: 'a signature inside the wheel is about another RECORD' },
  TC3515: {
    slug: 'attached-weak',
    title: 'a signature inside the wheel is of an algorithm that is not taken',
  },

  TC3601: {
    slug: 'revocations-stale',
    title: 'what is known of revoked keys is older than the policy accepts',
  },
  TC3602: { slug: 'directory-rolled-back', title: 'a key directory offers an older state than is known' },
  TC3603: { slug: 'directory-frozen', title: 'a key directory has expired and nothing newer is offered' },
  TC3604: { slug: 'directory-invalid', title: 'a key directory is not what its keys vouch for' },
  TC3605: {
    slug: 'introduction-differs',
    title: 'a key directory begins with another root than it was introduced by',
  },
  TC3606: { slug: 'directory-unavailable', title: 'a key directory could not be had' },

  TC4001: { slug: 'denied-by-rule', title: 'a rule of the policy denies this artifact' },
  TC4002: { slug: 'no-rule', title: 'no rule of the policy is about this artifact' },
  TC4003: { slug: 'insecure-index', title: 'the file came over plain http from another machine' },
  TC4004: { slug: 'direct-url', title: 'the file came from a direct URL' },
  TC4005: { slug: 'vcs', title: 'the source comes from a version control system' },
  TC4006: { slug: 'code-at-install', title: 'a source distribution runs code when it is installed' },
  TC4007: { slug: 'local-source', title: 'the file or folder is local' },
  TC4008: { slug: 'named-by-remote-text', title: 'a text from elsewhere names a path of this machine' },
  TC4009: { slug: 'exception-used', title: 'an exception of the policy was used' },
  TC4010: { slug: 'hash-not-given', title: 'the policy requires a hash from a requirements or lock file' },
  TC4011: { slug: 'private-name', title: 'the name is private, and this index is not its home' },
  TC4012: { slug: 'bypassed', title: 'the policy was bypassed for a while, by a person with a reason' },
  TC4013: { slug: 'project-quarantined', title: 'the index has put the project into quarantine' },
  TC4014: { slug: 'project-status', title: 'the project is archived or deprecated, which the policy denies' },
  TC4015: { slug: 'too-young', title: 'the file was published more recently than the policy accepts' },
  TC4016: { slug: 'age-unknown', title: 'nobody says when the file was published' },
  TC4017: { slug: 'stricter-soon', title: 'the policy will refuse this from a date on' },
  TC4018: {
    slug: 'private-index-silent',
    title: 'a private index did not answer, so whose name this is can not be known',
  },
  TC4019: { slug: 'evidence-stale', title: 'evidence can not be had now, and what is known is too old' },

  TC5001: { slug: 'daemon-unreachable', title: 'the daemon that judges could not be reached' },
  TC5002: { slug: 'interceptor-unreachable', title: 'the interceptor could not be reached' },
  TC5003: { slug: 'protocol-error', title: 'a message between the parts was not understood' },
  TC5004: { slug: 'store-failed', title: 'what was found could not be recorded' },
  TC5005: { slug: 'connection-refused', title: 'pip tried to reach a host past the interceptor' },
  TC5006: { slug: 'run-unwitnessed', title: 'a pip process asked without a witness inside it' },
  TC5007: { slug: 'upstream-untrusted', title: 'the TLS certificate of a server does not verify' },
  TC5008: { slug: 'python-unsupported', title: 'this Python cannot be witnessed' },
  TC5009: { slug: 'policy-unusable', title: 'the policy file cannot be used' },
  TC5010: { slug: 'page-malformed', title: 'an index page cannot be read' },
  TC5011: { slug: 'verdict-late', title: 'the verdict did not come in time' },
  TC5012: { slug: 'pip-not-found', title: 'there is no pip to run' },
  TC5013: { slug: 'stranger-refused', title: 'somebody without a run of pip asked the interceptor' },
} as const

/** A stable reason code, `TC####`. */
export type ReasonCode = keyof typeof REASONS

/** Is this text one of the codes? */
export function isReasonCode(text: string): text is ReasonCode {
  return Object.hasOwn(REASONS, text)
}
