export type { Cli } from './cli.ts'
export { EXIT, EXIT_MEANINGS, type ExitCode } from './exit-code.ts'
export { runProgram } from './program.ts'
export { referenceMarkdown } from './reference.ts'
