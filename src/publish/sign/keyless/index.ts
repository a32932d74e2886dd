export { readIdentityToken, type IdentityToken } from './identity-token.ts'
export type { Fetch } from './service.ts'
export { certifiedFor, signKeyless, type KeylessForm } from './sign-keyless.ts'
export { MAX_CONFIG_BYTES, parseSigningConfig, type SigningServices } from './signing-config.ts'
