export { publisherOf } from './publisher.ts'
