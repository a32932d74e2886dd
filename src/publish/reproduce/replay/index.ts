export { replayPlan, type ReplayPlan } from './replay-plan.ts'
