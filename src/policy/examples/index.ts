export { runPolicyTests, type TestOutcome } from './run-policy-tests.ts'
