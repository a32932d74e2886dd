import { PipTrustError } from '../../src/errors/index.ts'

/** `proxy-unsupported`: an upstream proxy of another kind than http; `malformed`: a value that cannot be read. */
export type SettingsErrorCode = 'proxy-unsupported' | 'malformed'

/** pip's settings ask for something that the interceptor cannot do. Ends the run before it begins. */
export class SettingsError extends PipTrustError<SettingsErrorCode> {}
