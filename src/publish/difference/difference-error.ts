import { PipTrustError } from '../../errors/index.ts'

/**
 * Why two artifacts can't be compared: `form` one of them is neither a wheel nor a source distribution in good order;
 * `kinds` one is a wheel and the other a source distribution; `too-large` one goes over a limit.
 */
export type DifferenceErrorCode = 'form' | 'kinds' | 'too-large'

/** What comparing has to complain about. */
export class DifferenceError extends PipTrustError<DifferenceErrorCode> {}
