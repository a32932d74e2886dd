/** An index's provenance object with dozens of attestations stays below this. */
export const MAX_EVIDENCE_BYTES = 1024 * 1024
export const MAX_EVIDENCE_DEPTH = 24
/** Pieces of evidence looked at for one artifact. */
export const MAX_EVIDENCE = 32
/** Attestations about one artifact, in all its evidence: a hostile one costs 6 ms at most, so all of them less than a second. */
export const MAX_ATTESTATIONS = 100
/** Subjects of one statement in a Sigstore bundle; PEP 740 allows one. */
export const MAX_SUBJECTS = 1024
export const MAX_LOG_ENTRIES = 4
export const MAX_TIMESTAMPS = 4
export const MAX_CERTIFICATES = 10
/** A log of 2^64 entries has proofs of 64 hashes. */
export const MAX_PROOF_HASHES = 64
export const MAX_CHECKPOINT_BYTES = 16 * 1024
export const MAX_CHECKPOINT_SIGNATURES = 32
/** OpenPGP signatures beside one artifact, in all its evidence: one over P-256 costs up to 12 ms. */
export const MAX_SIGNATURES = 32
/** A minisign signature has four lines; minisign itself bounds its comments by these numbers. */
export const MAX_MINISIGN_BYTES = 16 * 1024
export const MAX_UNTRUSTED_COMMENT_BYTES = 1024
export const MAX_TRUSTED_COMMENT_BYTES = 8192
/** A statement that is verified by itself, in its envelope: a bill of materials of thousands of components. */
export const MAX_STATEMENT_ENVELOPE_BYTES = 16 * 1024 * 1024
/** Signatures of one DSSE envelope. */
export const MAX_ENVELOPE_SIGNATURES = 8
/** Signatures tried on keys, for one artifact: the slowest takes 2 ms, and more keys than that must be named. */
export const MAX_KEY_TRIALS = 256
/** Bytes of one CMS signature: real ones have 2 to 15 kB. */
export const MAX_CMS_BYTES = 128 * 1024
/** Signers of one CMS signature, and certificates that come along. */
export const MAX_CMS_SIGNERS = 8
export const MAX_CMS_CERTIFICATES = 16
/** Time stamps of one CMS signer. */
export const MAX_CMS_TIMESTAMPS = 2
/** Certificates of one path, signer and authority among them. */
export const MAX_PATH_CERTIFICATES = 12
/** Signatures verified for all CMS evidence of one artifact: on P-521 3 ms each. And pairs of certificates looked at. */
export const MAX_CMS_CHECKS = 96
export const MAX_PATH_STEPS = 4096
/** How far a clock of this machine may be behind the one that signed. */
export const CLOCK_SKEW_SECONDS = 300
/** How long a verification that had to be ended is not tried again. */
export const RECHECK_COSTLY_SECONDS = 300
/** What verifying one artifact may cost, in a thread that can be ended. */
export const THREAD_LIMITS = {
  cpuMs: 1000,
  /** JavaScript values and buffers together. */
  bytes: 64 * 1024 * 1024,
  /** What a thread holds by itself: its program takes 14 MiB. */
  ownBytes: 24 * 1024 * 1024,
  /** By the clock on the wall: for a thread that is stuck where its CPU time can't be asked for. */
  wallMs: 30_000,
  /** How often a thread at work is looked at. */
  lookMs: 50,
  /** How long a question waits for a busy thread before another one is started. */
  patienceMs: 50,
  maxThreads: 2,
} as const
/** A signature inside a wheel, with what its reader says of RECORD before it. */
export const MAX_ATTACHED_EVIDENCE_BYTES = 40 * 1024
/** Signatures of one RECORD.jws, and trials of keys on all of them. */
export const MAX_JWS_SIGNATURES = 8
export const MAX_JWS_TRIALS = 128
