export { nakedLines } from './naked-lines.ts'
export { planLines, releasedLines } from './release-lines.ts'
export { releaseWish } from './release-wish.ts'
