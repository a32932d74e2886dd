import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { identifyFile } from '../../artifact/index.ts'
import { sha256Of, type Sha256 } from '../../encoding/index.ts'
import { FilesError, readFileBounded } from '../../files/index.ts'
import { parseSdistFilename, parseWheelFilename } from '../../python/index.ts'
import { SignError } from './sign-error.ts'

/** The greatest file that an index takes has a tenth of it. */
export const MAX_ARTIFACT_BYTES = 1024 * 1024 * 1024
const ZIP_LOCAL = 0x04034b50
const TAR_HEADER = 512
const TAR_TIME_AT = 136

/** A file to be signed, read once: what is signed and what is named are the same bytes. */
export interface SignedArtifact {
  readonly path: string
  readonly name: string
  readonly bytes: Uint8Array
  readonly sha256: Sha256
  /** Seconds since the epoch: the time of its first member, which in a canonical archive is that of all. */
  readonly epochSeconds: number
}

/** Reads a wheel or sdist. Throws `SignError` `artifact`. */
export async function readArtifact(path: string): Promise<SignedArtifact> {
  const name = basename(path)
  if (parseWheelFilename(name) === null && parseSdistFilename(name) === null) {
    throw new SignError('artifact', {
      message: `\`${name}\` is not the name of a wheel or a source distribution`,
      hint: 'trustctl sign dist/*.whl dist/*.tar.gz',
    })
  }
  const bytes = await readBytes(path)
  await checkWhole(path, name)
  return { path, name, bytes, sha256: sha256Of(bytes), epochSeconds: epochOf(name, bytes) }
}

/** A signature is a promise that consumers can use the file: what they would refuse as an archive isn’t signed. */
async function checkWhole(path: string, name: string): Promise<void> {
  const identity = await identifyFile({ path, filename: name })
  if (identity.ok) return
  throw new SignError('artifact', {
    message: `\`${name}\`: expected ${identity.expected} and found ${identity.found} (${identity.code})`,
    hint: 'trustctl build, or fetch it again',
  })
}

/** The digest that minisign's signatures are over. */
export function blake2bOf(bytes: Uint8Array): Buffer {
  return createHash('blake2b512').update(bytes).digest()
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFileBounded(path, { maxBytes: MAX_ARTIFACT_BYTES })
  } catch (cause) {
    if (!(cause instanceof FilesError)) throw cause
    throw new SignError('artifact', { message: cause.message, hint: 'trustctl sign --help', cause })
  }
}

function epochOf(name: string, bytes: Uint8Array): number {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const epoch = /\.(?:whl|zip)$/.test(name) ? zipTime(view) : tarTime(view)
  if (epoch !== null) return epoch
  throw new SignError('artifact', {
    message: `\`${name}\` is no archive of the kind that its name says`,
    hint: 'python -m zipfile -t FILE, or tar -tzf FILE',
  })
}

/** Of the first local header (APPNOTE 4.3.7), in UTC. */
function zipTime(zip: Buffer): number | null {
  if (zip.length < 30 || zip.readUInt32LE(0) !== ZIP_LOCAL) return null
  const [time, date] = [zip.readUInt16LE(10), zip.readUInt16LE(12)]
  const days = [1980 + (date >> 9), ((date >> 5) & 15) - 1, date & 31] as const
  return Date.UTC(...days, time >> 11, (time >> 5) & 63, (time & 31) * 2) / 1000
}

/** Of the first header (POSIX ustar). */
function tarTime(packed: Buffer): number | null {
  const header = firstBytes(packed)
  const digits = header?.toString('latin1', TAR_TIME_AT, TAR_TIME_AT + 12).replace(/[\0 ]+$/, '')
  return digits !== undefined && /^[0-7]{1,12}$/.test(digits) ? Number.parseInt(digits, 8) : null
}

/** Null where it is no gzip file. Only its beginning is unpacked. */
function firstBytes(packed: Buffer): Buffer | null {
  try {
    // A stream that is cut off gives what is there with this flush.
    const start = gunzipSync(packed.subarray(0, 64 * 1024), {
      finishFlush: 2,
      maxOutputLength: 128 * 1024 * 1024,
    })
    return start.length >= TAR_HEADER ? start : null
  } catch {
    // zlib's own errors.
    return null
  }
}
