export { attachCms, attachJws, type CmsSign } from './attach.ts'
export { AttachedError, type AttachedErrorCode } from './attached-error.ts'
export type { JwsSigner } from './record-jws.ts'
export {
  signWheels,
  type AttachedFile,
  type AttachedRelease,
  type AttachRequest,
  type AttachResult,
} from './sign-wheels.ts'
