import { open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import * as v from 'valibot'
import { canonicalJson, decodeUtf8, EncodingError, parseJson, sha256Of } from '../../encoding/index.ts'
import {
  acquireLock,
  checkPrivateFile,
  ensurePrivateFolder,
  FilesError,
  readFileBounded,
  writeFileAtomically,
} from '../../files/index.ts'
import { KeysError } from './keys-error.ts'
import { entryLine, readChain, type Chain, type LedgerHead, type SignatureMade } from './ledger-entry.ts'

/** A hundred thousand signatures. */
export const MAX_LEDGER_BYTES = 64 * 1024 * 1024

const FILE = 'signatures.jsonl'
/** How far it was, written after each entry: a ledger that is shorter lost something. */
const HEAD = 'head.json'
const Head = v.strictObject({ seq: v.pipe(v.number(), v.integer()), sha256: v.string() })

/** Which signatures were made here, in the order that they were made. */
export interface Ledger {
  readonly file: string
  /** Throws `KeysError` `ledger` where it can't be read; what doesn't hold together is in the chain's `broken`. */
  readonly read: () => Promise<Chain>
  /**
   * Adds entries; they are on the disk when this resolves, and only then a signature may be released. Throws `KeysError` `ledger`
   * where the chain is broken, another process is writing, or the disk says no.
   */
  readonly append: (made: readonly SignatureMade[]) => Promise<LedgerHead>
}

/** The ledger in a folder (0700), which is made with the first entry. */
export function openLedger(folder: string): Ledger {
  const file = join(folder, FILE)
  const read = (): Promise<Chain> => readLedger(folder)
  return {
    file,
    read,
    append: async (made) => {
      await usable(() => ensurePrivateFolder(folder))
      const lock = await acquireLock(join(folder, 'lock'))
      if (lock === null) throw busy(file)
      try {
        return await appendTo(file, await read(), made)
      } finally {
        await lock.release()
      }
    },
  }
}

async function appendTo(file: string, chain: Chain, made: readonly SignatureMade[]): Promise<LedgerHead> {
  if (chain.broken !== null) throw broken(file, chain.broken)
  let { head } = chain
  const lines: string[] = []
  for (const each of made) {
    const line = entryLine(each, head)
    lines.push(`${line}\n`)
    head = { seq: head.seq + 1, sha256: sha256Of(Buffer.from(line)) }
  }
  await usable(() => addSynced(file, lines.join(''), Buffer.byteLength(chain.torn)))
  await usable(() => writeFileAtomically(join(dirname(file), HEAD), canonicalJson({ ...head })))
  return head
}

/** What was torn off by a crash was never synced, so that no signature of it was released: it gives way. */
async function addSynced(path: string, text: string, tornBytes: number): Promise<void> {
  const file = await open(path, 'a', 0o600)
  try {
    if (tornBytes > 0) await file.truncate((await file.stat()).size - tornBytes)
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function readLedger(folder: string): Promise<Chain> {
  const [text, head] = await Promise.all([textIn(folder, FILE), textIn(folder, HEAD)])
  const chain = readChain(text ?? '')
  if (chain.broken !== null || head === null) return chain
  return { ...chain, broken: shortened(chain, headIn(head)) }
}

/** The head may be one append behind: a crash can come between the two. */
function shortened({ digests }: Chain, head: LedgerHead | null): string | null {
  if (head === null) return `\`${HEAD}\` can not be read`
  if (head.seq === 0 || digests[head.seq - 1] === head.sha256) return null
  return head.seq > digests.length
    ? `it has ${digests.length} entries, and had ${head.seq}`
    : `entry ${head.seq} is another than it was`
}

function headIn(text: string): LedgerHead | null {
  try {
    const read = v.safeParse(Head, parseJson(Buffer.from(text), { maxBytes: 1024, maxDepth: 2 }))
    return read.success ? read.output : null
  } catch (error) {
    if (error instanceof EncodingError) return null
    throw error
  }
}

/** The file's text; null where there is none. */
async function textIn(folder: string, name: string): Promise<string | null> {
  const path = join(folder, name)
  return await usable(async () => {
    try {
      await checkPrivateFile(path)
      return decodeUtf8(await readFileBounded(path, { maxBytes: MAX_LEDGER_BYTES }))
    } catch (error) {
      if (error instanceof FilesError && error.code === 'missing') return null
      if (error instanceof EncodingError) return '\uFFFD\n'
      throw error
    }
  })
}

/** Without the ledger nothing is signed, whatever the reason. */
async function usable<Result>(step: () => Promise<Result>): Promise<Result> {
  try {
    return await step()
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause
    throw new KeysError('ledger', {
      message: `the ledger of signatures can not be used: ${cause.message}; nothing was signed`,
      hint: cause instanceof FilesError && cause.hint !== undefined ? cause.hint : 'trustctl keys ledger',
      cause,
    })
  }
}

function broken(file: string, why: string): KeysError {
  return new KeysError('ledger', {
    message: `the ledger \`${file}\` was changed: ${why}; nothing was signed`,
    hint: 'trustctl keys ledger, then compare it with the copy that you keep elsewhere',
  })
}

function busy(file: string): KeysError {
  return new KeysError('ledger', {
    message: `another process writes to \`${file}\`; nothing was signed`,
    hint: 'sign again when it has ended',
  })
}
