import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  acquireLock,
  ensurePrivateFolder,
  FilesError,
  isSystemError,
  readFileBounded,
  writeFileAtomically,
} from '../files/index.ts'
import { ExceptionsError } from './exceptions-error.ts'
import { MAX_REQUEST_BYTES, parseRequestFile, type ExceptionRequest } from './exception-request.ts'

/** Where requests wait for somebody to approve them. */
export interface RequestFolder {
  /** In the order of their numbers. A file that is no request is none. */
  list(): Promise<readonly ExceptionRequest[]>
  find(id: string): Promise<ExceptionRequest | null>
  /** Gives it the next number, which nothing had before, and keeps it: 0600, on the disk when this resolves. */
  add(request: Omit<ExceptionRequest, 'id'>, taken: readonly string[]): Promise<ExceptionRequest>
  remove(id: string): Promise<void>
}

const ID = /^EX-([1-9]\d{0,8})$/
const FILE = /^(EX-[1-9]\d{0,8})\.json$/
/** Holds the last number that was given away, so that it isn't given again when its request is gone. */
const LAST = 'last-number'
const MAX_NUMBER_BYTES = 32
/** A person reads them. */
const MAX_REQUESTS = 200

/** The requests in a folder, which is made where need be: 0700. Throws `ExceptionsError` `requests`. */
export function requestFolder(folder: string): RequestFolder {
  const fileOf = (id: string): string => join(folder, `${id}.json`)
  const list = async (): Promise<readonly ExceptionRequest[]> => {
    const ids = (await namesIn(folder)).flatMap((name) => FILE.exec(name)?.[1] ?? [])
    const read = await Promise.all(ids.map((id) => readRequest(fileOf(id), id)))
    return read.filter((each) => each !== null).toSorted((a, b) => numberOf(a.id) - numberOf(b.id))
  }
  return {
    list,
    find: (id) => (ID.test(id) ? readRequest(fileOf(id), id) : Promise.resolve(null)),
    add: (request, taken) =>
      locked(folder, async () => {
        const names = await namesIn(folder)
        const waiting = names.flatMap((name) => FILE.exec(name)?.[1] ?? [])
        if (waiting.length >= MAX_REQUESTS) throw tooMany(folder)
        const last = await readLast(join(folder, LAST))
        const number = Math.max(last, ...[...taken, ...waiting].map(numberOf)) + 1
        const whole = { ...request, id: `EX-${number}` }
        await writeFileAtomically(join(folder, LAST), String(number))
        await writeFileAtomically(fileOf(whole.id), JSON.stringify(whole, null, 2))
        return whole
      }),
    remove: async (id) => {
      if (ID.test(id)) await rm(fileOf(id), { force: true })
    },
  }
}

/** The number of `EX-14`; 0 for another name. */
function numberOf(id: string): number {
  return Number(ID.exec(id)?.[1] ?? 0)
}

async function locked<T>(folder: string, work: () => Promise<T>): Promise<T> {
  await ensurePrivateFolder(folder)
  const lock = await acquireLock(join(folder, 'lock'))
  if (lock === null) {
    throw new ExceptionsError('requests', {
      message: 'another `trustctl` asks for an exception at this very moment',
      hint: 'try again',
    })
  }
  try {
    return await work()
  } finally {
    await lock.release()
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return []
    throw error
  }
}

async function readRequest(file: string, id: string): Promise<ExceptionRequest | null> {
  const bytes = await readIfThere(file, MAX_REQUEST_BYTES)
  const request = bytes === null ? null : parseRequestFile(bytes)
  return request?.id === id ? request : null
}

async function readLast(file: string): Promise<number> {
  const bytes = await readIfThere(file, MAX_NUMBER_BYTES)
  const text = bytes === null ? '0' : Buffer.from(bytes).toString('latin1').trim()
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new ExceptionsError('requests', {
    message: `\`${file}\` does not hold the last number of an exception`,
    hint: `write the highest number that was ever used into it: echo 14 > '${file}'`,
  })
}

async function readIfThere(file: string, maxBytes: number): Promise<Uint8Array | null> {
  try {
    return await readFileBounded(file, { maxBytes })
  } catch (error) {
    if (error instanceof FilesError && (error.code === 'missing' || error.code === 'too-large')) return null
    throw error
  }
}

function tooMany(folder: string): ExceptionsError {
  return new ExceptionsError('requests', {
    message: `${MAX_REQUESTS} requests wait in \`${folder}\``,
    hint: 'trustctl exception list, then approve or close some',
  })
}
