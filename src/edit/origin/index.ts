export { originLines, type OriginLine, type OriginText } from './origin-lines.ts'
