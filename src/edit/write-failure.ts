import { dirname } from 'node:path'
import { isSystemError } from '../files/index.ts'
import { EditError } from './edit-error.ts'

/** What the system says when a file can't be written, in a reader's words. */
const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'no right to write there',
  EPERM: 'no right to write there',
  EROFS: 'that file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file system takes no file of this size',
  EIO: 'the disk reports an error',
}

/** An error of the system while `file` was being written, with words; anything else as it is. */
export function writeFailure(file: string, error: unknown): unknown {
  const code = Object.keys(WORDS).find((each) => isSystemError(error, each))
  if (code === undefined) return error
  return new EditError('install', {
    message: `\`${file}\` can't be written: ${WORDS[code]} (${code}); what was there stays`,
    hint: `ls -ld '${dirname(file)}'; df '${dirname(file)}'`,
    cause: error,
  })
}
