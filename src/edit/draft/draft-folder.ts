import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeUtf8, sha256Of, type Sha256 } from '../../encoding/index.ts'
import { ensurePrivateFolder, FilesError, readFileBounded, writeFileAtomically } from '../../files/index.ts'
import { POLICY_LIMITS } from '../../policy/index.ts'
import { writeFailure } from '../write-failure.ts'

/** A policy's text with the digest of its bytes; both null-like where there is no file. */
export interface PolicyText {
  readonly text: string
  /** sha256 of the file's bytes, hex; null where no file stands behind the text. */
  readonly digest: Sha256 | null
}

/** The one draft that is kept: in the state folder, 0600, with what it was made from. */
export interface DraftFolder {
  /** What the editor opens; its name ends as the policy's does, so that editors know what it is. */
  readonly file: string
  /** What the draft was made from; null where there is no draft. */
  base(): Promise<PolicyText | null>
  begin(base: PolicyText): Promise<void>
  /** The draft as it is on the disk now. Throws `FilesError`. */
  read(): Promise<string>
  write(text: string): Promise<void>
  /** Says that the draft is now to be held against another text. */
  rebase(base: PolicyText): Promise<void>
  /** Files that an editor left beside the draft when it was cut off. */
  leftovers(): Promise<readonly string[]>
  discard(): Promise<void>
}

/** Whatever an editor may have made of it: a policy that is too large is told by the reader of policies. */
const MAX_DRAFT_BYTES = 2 * POLICY_LIMITS.maxBytes
const NAME = 'policy.yaml'
const NO_FILE = 'none'

/** The draft below `folder`; nothing is made before there is one. */
export function draftFolder(folder: string): DraftFolder {
  const open = join(folder, 'draft')
  const file = join(open, NAME)
  const baseFile = join(folder, 'base.yaml')
  const digestFile = join(folder, 'base.sha256')
  const rebase = async ({ text, digest }: PolicyText): Promise<void> => {
    await inWords(baseFile, () => ensurePrivateFolder(open))
    await inWords(baseFile, () => writeFileAtomically(baseFile, text))
    await inWords(baseFile, () => writeFileAtomically(digestFile, `${digest ?? NO_FILE}\n`))
  }
  const write = (text: string): Promise<void> => inWords(file, () => writeFileAtomically(file, text))
  return {
    file,
    base: async () => {
      const [text, digest] = [await textOf(baseFile), await textOf(digestFile)]
      if (text === null || digest === null || (await textOf(file)) === null) return null
      return { text, digest: digest.trim() === NO_FILE ? null : sha256Of(Buffer.from(text)) }
    },
    begin: async (base) => {
      await rebase(base)
      await write(base.text)
    },
    read: async () => decodeUtf8(await readFileBounded(file, { maxBytes: MAX_DRAFT_BYTES })),
    write,
    rebase,
    leftovers: async () =>
      (await readdir(open)).filter((name) => name !== NAME).map((name) => join(open, name)),
    discard: async () => {
      for (const each of [open, baseFile, digestFile]) await rm(each, { recursive: true, force: true })
    },
  }
}

async function inWords(file: string, write: () => Promise<void>): Promise<void> {
  try {
    await write()
  } catch (error) {
    throw writeFailure(file, error)
  }
}

async function textOf(file: string): Promise<string | null> {
  try {
    return decodeUtf8(await readFileBounded(file, { maxBytes: MAX_DRAFT_BYTES }))
  } catch (error) {
    if (error instanceof FilesError && error.code === 'missing') return null
    throw error
  }
}
