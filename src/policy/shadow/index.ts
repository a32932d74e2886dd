export { findShadows } from './find-shadows.ts'
