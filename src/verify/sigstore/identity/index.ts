export { identityOf, type Identity } from './identity.ts'
export type { Platform } from './platform.ts'
