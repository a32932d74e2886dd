export {
  runCanary,
  type BaitKind,
  type CanaryVerdict,
  type CanaryWorld,
  type PipCommand,
} from './canary/index.ts'
export { diagnose, diagnosisLines, type Diagnosis, type Parts } from './doctor/index.ts'
