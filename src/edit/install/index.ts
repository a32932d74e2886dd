export { type InstallEffects } from './install-policy.ts'
export { findVersion, keptVersions, versionIn, type KeptVersion } from './kept-versions.ts'
export { flushPending } from './pending-history.ts'
export { readInstalled } from './policy-file.ts'
export {
  putInForce,
  tellDaemon,
  type DaemonAnswer,
  type ForceEffects,
  type InForce,
  type Installation,
  type PlaceInForce,
} from './put-in-force.ts'
