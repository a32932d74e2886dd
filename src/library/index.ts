/** The entry of `pip-trust/verify`. */
export { verify } from './verify.ts'
