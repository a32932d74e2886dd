export { checkText, raised } from './check-text.ts'
