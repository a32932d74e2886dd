export { pipIndexes } from './pip-indexes.ts'
export { pipRoad, type PipAnswer, type PipRoad } from './pip-road.ts'
export {
  cameOut,
  fetchReleaseFile,
  findRelease,
  onlyWheel,
  uploadedAt,
  type Release,
} from './release-files.ts'
