/** Bounds on what a policy file may ask of the reader. Each has a test at the limit. */
export const POLICY_LIMITS = {
  /** Bytes of UTF-8: a policy of 500 rules is about 100 KiB. */
  maxBytes: 1024 * 1024,
  /** Lexical tokens: bounds the YAML parser's time, which is linear in them. */
  maxTokens: 150_000,
  /** Nested collections. */
  maxDepth: 24,
  /** Values after aliases are put in: what keeps a «billion laughs» small. */
  maxValues: 100_000,
  maxAliases: 100,
  maxRules: 2000,
  maxRollout: 200,
  maxTests: 1000,
  /** What the search for shadowed rules may read: for each letter that it tries, the length of all patterns. */
  maxShadowSteps: 1_000_000,
  /** Characters of one pattern. */
  maxPattern: 256,
  /** Characters of one text. */
  maxText: 2000,
  /** Problems told at once. */
  maxProblems: 100,
  /** Days; what `limits.exceptionMaxDays` may not exceed. */
  maxExceptionDays: 366,
} as const

/** Days that an exception may last where the policy does not say. */
export const DEFAULT_EXCEPTION_DAYS = 90

/** The version of the policy language that this reader speaks; `metadata.requires` is compared with it. */
export const LANGUAGE_VERSION = '1.0'
