export { exitCodeOfHearing, heardLines } from './heard-text.ts'
export { directoryJson, directoryLines } from './status-text.ts'
export {
  draftedFileLines,
  draftedLines,
  folderOf,
  peopleCount,
  publicKeyNamed,
  readNamed,
  signerFor,
  signingLines,
  withDirectory,
  withKey,
  type DirectoryOption,
  type KeyOptions,
} from './kept.ts'
