/** Updates of trust roots through The Update Framework. Loaded only where one is made. */
export { TUF_TIMEOUTS } from './limits.ts'
export { openRepository } from './repository.ts'
export { checkInitialRoot, updateFromTuf, type TufUpdate } from './update.ts'
