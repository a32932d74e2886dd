export {
  runCanary,
  type BaitKind,
  type CanaryVerdict,
  type CanaryWorld,
  type PipCommand,
} from './canary/index.ts'
