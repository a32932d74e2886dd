export { digestsOf, keptSteps, type DoneStep, type KeptSteps, type ReleaseFile } from './kept-steps.ts'
export { keptOf, runChain, type ChainWorld, type Step, type StepResult } from './run-chain.ts'
export {
  parseStepRecord,
  stepRecordDigest,
  stepRecordText,
  STEPS,
  type NamedDigest,
  type StepName,
  type StepRecord,
} from './step-record.ts'
