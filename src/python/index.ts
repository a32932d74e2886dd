export { parseCoreMetadata, type CoreMetadata } from './core-metadata.ts'
export type { IndexFile, IndexPage } from './index-file.ts'
export { parseIndexPage } from './index-page.ts'
export { MARKER_VARIABLES, markerHolds, parseMarker, type MarkerEnvironment } from './marker.ts'
export { parseMetadata } from './metadata.ts'
export {
  withoutOurSettings,
  withOurSettings,
  type PipConfEdit,
  type PipConfSettings,
  type ReplacedSetting,
} from './pip-conf.ts'
export { parseProjectName, type ProjectName } from './project-name.ts'
export { PythonError } from './python-error.ts'
export { readRecordLines, type RecordAlgorithm, type RecordLine } from './record-lines.ts'
export { releaseLine } from './release-line.ts'
export { parseRequirement, type Requirement } from './requirement.ts'
export { parseSdistFilename } from './sdist-filename.ts'
export { matchesSpecifier, parseSpecifierSet, type SpecifierSet } from './specifier.ts'
export { compareParts, compareVersions } from './version-order.ts'
export { parseUploadTime } from './upload-time.ts'
export { parseVersion, partsOf, type Version, type VersionParts } from './version.ts'
export { pageWithout, type PageText } from './without-files.ts'
export { parseWheelFilename } from './wheel-filename.ts'
