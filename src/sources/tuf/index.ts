/** Updates of trust roots and key directories through The Update Framework. Loaded only where one is made. */
export { TUF_TIMEOUTS } from './limits.ts'
export { openRepository, type TufRepository } from './repository.ts'
export { checkInitialRoot, updateFromTuf, type TufUpdate } from './update.ts'
export {
  introductionOfRoot,
  lookAtDirectory,
  readRoot,
  updateDirectory,
  type DirectoryMetadata,
  type DirectoryUpdate,
} from './update-directory.ts'
