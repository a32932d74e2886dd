export { checkText, failureText, raised } from './check-text.ts'
