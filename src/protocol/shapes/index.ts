export { replyShape } from './reply-shape.ts'
export { requestShape } from './request-shape.ts'
