export { EXIT_MEANINGS } from './exit-code.ts'
export { referenceMarkdown } from './reference.ts'
