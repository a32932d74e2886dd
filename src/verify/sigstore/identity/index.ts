export { platformOf, type Platform } from './platform.ts'
export { publisherOf } from './publisher.ts'
