import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isSystemError } from '../files/index.ts'
import {
  MAX_ROOT_BYTES,
  parseTrustedRoot,
  PUBLIC_GOOD,
  TrustError,
  type SigstoreRoot,
} from '../trust/index.ts'
import { SourcesError } from './sources-error.ts'
import { readTrustedFile } from './trusted-file.ts'

/** The Sigstore instances that this machine trusts besides the public-good one, and what could not be read. */
export interface TrustRoots {
  readonly roots: readonly SigstoreRoot[]
  /** A root that can't be read is left out, which can only refuse more. */
  readonly problems: readonly string[]
}

export const MAX_TRUST_ROOTS = 16
const ROOT_NAME = /^[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?$/

/** Reads `<folder>/<name>/trusted_root.json` of every instance; policies speak of its log by the folder's name. */
export async function readTrustRoots(folder: string): Promise<TrustRoots> {
  const names = (await namesIn(folder)).filter((name) => ROOT_NAME.test(name)).toSorted()
  const found = await Promise.all(names.slice(0, MAX_TRUST_ROOTS).map((name) => readRoot(folder, name)))
  return {
    roots: found.filter((each) => typeof each !== 'string'),
    problems: [
      ...found.filter((each) => typeof each === 'string'),
      ...(names.length > MAX_TRUST_ROOTS ? [`\`${folder}\`: more than ${MAX_TRUST_ROOTS} trust roots`] : []),
    ],
  }
}

async function readRoot(folder: string, name: string): Promise<SigstoreRoot | string> {
  if (name === PUBLIC_GOOD) return `the trust root \`${name}\` is built in and can't be replaced`
  try {
    const bytes = await readTrustedFile(join(folder, name, 'trusted_root.json'), MAX_ROOT_BYTES)
    return parseTrustedRoot(name, bytes)
  } catch (error) {
    if (error instanceof TrustError || error instanceof SourcesError) return error.message
    throw error
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
