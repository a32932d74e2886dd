export type { BaitKind } from './canary-bait.ts'
export type { CanaryVerdict } from './canary-verdict.ts'
export type { PipCommand } from './pip-command.ts'
export { runCanary, type CanaryWorld } from './run-canary.ts'
