export { PipTrustError, type ErrorText } from './pip-trust-error.ts'
