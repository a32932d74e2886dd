export { startWords, toolLines, unprotectedToolLine } from './tool-lines.ts'
export { guardWorld } from './guard-world.ts'
export { pythonLines, unprotectedUserLines, userLines } from './protection-lines.ts'
