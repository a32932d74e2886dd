export { exitCodeOfHearing, heardLines } from './heard-text.ts'
export { directoryJson, directoryLines } from './status-text.ts'
