export {
  runCanary,
  type BaitKind,
  type CanaryVerdict,
  type CanaryWorld,
  type PipCommand,
} from './canary/index.ts'
export { diagnose, diagnosisLines, type Diagnosis, type Parts } from './doctor/index.ts'
export { findPython } from './protect/find-python.ts'
export { ensureGuard, guardAddress, leaveGuard, startGuard } from './protect/guard.ts'
export type { GuardWorld, ProgramResult } from './protect/guard-world.ts'
export { ProtectError } from './protect/protect-error.ts'
export {
  protectPython,
  unprotectFolder,
  unprotectPython,
  type PythonProtection,
} from './protect/protect-python.ts'
export {
  protectUser,
  unprotectUser,
  type UserProtection,
  type UserUnprotection,
} from './protect/protect-user.ts'
export { probePython, type PythonFacts } from './protect/probe-python.ts'
export { isWitnessed, protectionOf, type Protection } from './protect/protection.ts'
export type { ProtectedPython } from './protect/python-records.ts'
export * from './ci/index.ts'
export {
  isToolName,
  protectTool,
  rememberedTools,
  type ToolName,
  type ToolProtection,
  type ToolUnprotection,
  unprotectTool,
} from './tools/index.ts'
