import type { ReasonCode, Verdict } from '../verdict/index.ts'

/** The exit codes of `trustctl`, the same for every verb. */
export const EXIT = {
  ok: 0,
  internal: 1,
  usage: 2,
  nothingChecked: 3,
  warnings: 10,
  refused: 20,
  invalid: 21,
  unavailable: 22,
  revoked: 23,
  stale: 24,
  unproven: 25,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** What each exit code means, for the manual. */
export const EXIT_MEANINGS: Readonly<Record<ExitCode, string>> = {
  0: 'all is well',
  1: 'internal error; counts as a refusal',
  2: 'wrong usage, or input that can not be used',
  3: 'there was nothing to check',
  10: 'warnings, with --strict',
  20: 'refused by the policy',
  21: 'invalid signature, attestation or bytes',
  22: 'evidence could not be fetched',
  23: 'signed by a revoked key',
  24: 'trust data is stale or was rolled back',
  25: 'enforcement is not proven',
}

/** What is worse comes first: of several files the worst one's code is the exit code. */
const WORST_FIRST: readonly ExitCode[] = [1, 2, 23, 21, 24, 22, 20, 25, 10, 3, 0]

const REVOKED: ReadonlySet<ReasonCode> = new Set(['TC3114', 'TC3314', 'TC3502', 'TC3503'])
const UNAVAILABLE: ReadonlySet<ReasonCode> = new Set(['TC2104', 'TC2502', 'TC3102'])
const STALE: ReadonlySet<ReasonCode> = new Set(['TC3316', 'TC3601'])
/** Identity and integrity; attestations, rebuilds and signatures that are there and don't verify. Strangers and other bytes of rebuilders are none of them. */
const INVALID = /^TC(?:10|21[12]|251[^14]|3[1345]1)/

/** The exit code that a verdict stands for. With `strict`, a warning counts too. */
export function exitCodeOf(
  verdict: Pick<Verdict, 'decision' | 'code' | 'reasons'>,
  strict: boolean,
): ExitCode {
  switch (verdict.decision) {
    case 'allow':
      return EXIT.ok
    case 'warn':
      return strict ? EXIT.warnings : EXIT.ok
    case 'block':
      return worstOf([verdict.code, ...verdict.reasons.map((reason) => reason.code)].map(exitCodeOfReason))
  }
}

/** The worst of several; `nothingChecked` for none. */
export function worstOf(codes: readonly ExitCode[]): ExitCode {
  return WORST_FIRST.find((code) => codes.includes(code)) ?? EXIT.nothingChecked
}

/** The exit code that a reason stands for. */
export function exitCodeOfReason(code: ReasonCode): ExitCode {
  if (REVOKED.has(code)) return EXIT.revoked
  if (UNAVAILABLE.has(code)) return EXIT.unavailable
  if (STALE.has(code)) return EXIT.stale
  if (INVALID.test(code)) return EXIT.invalid
  return code.startsWith('TC5') ? EXIT.internal : EXIT.refused
}
