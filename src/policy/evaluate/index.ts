export { evaluate } from './evaluate.ts'
export type { Evaluation, Known, PolicyQuestion } from './question.ts'
