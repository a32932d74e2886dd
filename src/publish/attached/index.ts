export { attachCms, attachJws, type CmsSign } from './attach.ts'
export { AttachedError, type AttachedErrorCode } from './attached-error.ts'
export type { JwsSigner } from './record-jws.ts'
