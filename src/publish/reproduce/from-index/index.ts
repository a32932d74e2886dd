export type { Fetch } from './ask-index.ts'
export { pipIndexes, type AskPip } from './pip-index.ts'
export {
  cameOut,
  fetchReleaseFile,
  findRelease,
  onlyWheel,
  uploadedAt,
  type Release,
} from './release-files.ts'
