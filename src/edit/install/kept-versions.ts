import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeUtf8, parseSha256, sha256Of, type Sha256 } from '../../encoding/index.ts'
import {
  ensurePrivateFolder,
  isSystemError,
  readFileBounded,
  writeFileAtomically,
} from '../../files/index.ts'
import { POLICY_LIMITS, readYaml } from '../../policy/index.ts'
import { EditError } from '../edit-error.ts'

/** How many texts are kept. */
export const MAX_KEPT = 20
const FILE = /^(\d{6})-(\d{1,12})-([0-9a-f]{64})\.yaml$/

/** A text that was in force once. */
export interface KeptVersion {
  /** Ascending in the order in which they were kept. */
  readonly number: number
  /** Seconds since the epoch, UTC. */
  readonly at: number
  /** sha256 of the file's bytes. */
  readonly digest: Sha256
  /** `metadata.version`; null where the text has none. */
  readonly version: number | null
  readonly file: string
  readonly text: string
}

/** The kept texts, newest first. One that was changed on the disk is none. */
export async function keptVersions(folder: string): Promise<readonly KeptVersion[]> {
  const names = (await namesIn(folder)).toReversed()
  const all = await Promise.all(names.map((name) => readKept(folder, name)))
  return all.filter((kept) => kept !== null)
}

/** Keeps a text, if it is not the newest already, and forgets the oldest beyond `MAX_KEPT`. `at` in seconds, UTC. */
export async function keepVersion(folder: string, text: string, at: number): Promise<void> {
  await ensurePrivateFolder(folder)
  const names = await namesIn(folder)
  const newest = names.at(-1)
  const digest = sha256Of(Buffer.from(text))
  if (newest?.includes(digest) === true) return
  const number = String(Number(newest?.slice(0, 6) ?? 0) + 1).padStart(6, '0')
  await writeFileAtomically(join(folder, `${number}-${at}-${digest}.yaml`), text)
  for (const old of names.slice(0, Math.max(0, names.length + 1 - MAX_KEPT)))
    await rm(join(folder, old), { force: true })
}

/**
 * The kept text that a person means by a version's number or the start of a digest; by nothing, the newest that is not `current`.
 * Throws `EditError` `version`.
 */
export function findVersion(
  versions: readonly KeptVersion[],
  wanted: string | undefined,
  current: Sha256 | null,
): KeptVersion {
  const found =
    wanted === undefined
      ? versions.find(({ digest }) => digest !== current)
      : versions.find((kept) => isMeant(kept, wanted))
  if (found !== undefined) return found
  throw new EditError('version', {
    message:
      wanted === undefined
        ? 'no earlier version is kept: the policy was not changed by `trustctl` yet'
        : `no kept version is \`${wanted}\`: expected a version's number or the start of its digest`,
    hint: 'trustctl policy history',
  })
}

const LEAST_DIGITS = 6

function isMeant({ version, digest }: KeptVersion, wanted: string): boolean {
  const plain = wanted.replace(/^(?:v|sha256:)/, '')
  return String(version) === plain || (plain.length >= LEAST_DIGITS && digest.startsWith(plain))
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => FILE.test(name)).toSorted()
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return []
    throw error
  }
}

async function readKept(folder: string, name: string): Promise<KeptVersion | null> {
  const [, number, at, named = ''] = FILE.exec(name) ?? []
  const file = join(folder, name)
  const bytes = await readFileBounded(file, { maxBytes: POLICY_LIMITS.maxBytes })
  const digest = parseSha256(named)
  if (digest === null || sha256Of(bytes) !== digest) return null
  const text = decodeUtf8(bytes)
  return { number: Number(number), at: Number(at), digest, version: versionIn(text), file, text }
}

/** `metadata.version` of a text, whatever else is wrong with it; null where there is none. */
export function versionIn(text: string): number | null {
  const read = readYaml(text)
  const top = read.ok ? read.yaml.value : null
  const metadata = typeof top === 'object' && top !== null && 'metadata' in top ? top.metadata : null
  const version =
    typeof metadata === 'object' && metadata !== null && 'version' in metadata ? metadata.version : null
  return typeof version === 'number' && Number.isSafeInteger(version) ? version : null
}
