export { runProgram, type ProgramEnd, type RunOptions } from './run-program.ts'
