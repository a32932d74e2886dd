import { TrustedMetadataStore } from 'tuf-js/dist/store.js'
import { TUF_MAX_BYTES } from './limits.ts'
import { readMetadata, type MetadataFile } from './metadata.ts'
import { frozen, refusalOf, type Step } from './refusal.ts'
import type { TufRepository } from './repository.ts'
import { TufError } from './tuf-error.ts'

export type Role = 'root' | 'timestamp' | 'snapshot' | 'targets'

/** One update on its way: what the library holds for verified, and where files come from. */
export interface Walk {
  readonly store: TrustedMetadataStore
  readonly repository: TufRepository
  readonly at: Date
}

/** What a step is about. */
export type About = Pick<Step, 'file' | 'found' | 'called' | 'known'>

/** What an earlier update left of a role, and whether it is still what the repository speaks of. */
export interface Remembered {
  readonly file: MetadataFile | null
  readonly holds: boolean
}

/** Begins with a root that is trusted. TUF §5.1: one time holds for the whole update, and it is the caller's. */
export function beginWalk(root: Uint8Array, repository: TufRepository, now: number): Walk {
  const found = readMetadata('root.json', root, TUF_MAX_BYTES.root)
  const at = new Date(now * 1000)
  try {
    const store = Object.assign(new TrustedMetadataStore(found.bytes), { referenceTime: at })
    return { store, repository, at }
  } catch (error) {
    throw refusalOf(error, { ...NOTHING, file: 'root.json', where: repository.where, found })
  }
}

const NOTHING = { called: null, known: null, vouchers: 'the file itself', threshold: 1 }

/** Does a step of the library's, and says in words why it refuses. */
export function take<Result>(walk: Walk, role: Role, about: About, step: () => Result): Result {
  try {
    return step()
  } catch (error) {
    throw refusalOf(error, stepOf(walk, role, about))
  }
}

/** The step with what the root in force says of the role. */
export function stepOf({ store, repository }: Walk, role: Role, about: About): Step {
  const { version, roles } = store.root.signed
  return {
    ...about,
    where: repository.where,
    vouchers: `\`root.json\` version ${version}`,
    threshold: roles[role]?.threshold ?? 1,
  }
}

/**
 * Gives the library what is known. It may refuse that and hold newer files against it all the same (it has expired, or
 * is no longer the current one), or drop it, as where a newer root took its keys away (TUF §5.3.11).
 */
export function remember(
  walk: Walk,
  role: Exclude<Role, 'root'>,
  bytes: Uint8Array | null,
  give: (bytes: Buffer) => unknown,
): Remembered {
  let file: MetadataFile | null = null
  try {
    if (bytes === null) return { file, holds: false }
    file = readMetadata(`${role}.json`, bytes, TUF_MAX_BYTES[role])
    const known = file
    take(walk, role, { file: `${role}.json`, found: known, called: null, known: null }, () =>
      give(known.bytes),
    )
    return { file, holds: true }
  } catch (error) {
    if (error instanceof TufError) return { file, holds: false }
    throw error
  }
}

/** A file of the repository that must be there. */
export async function fetchMetadata(walk: Walk, file: string, maxBytes: number): Promise<MetadataFile> {
  const label = labelOf(walk, file)
  return readMetadata(label, await readWhole(walk, file, maxBytes), maxBytes)
}

/** The same where its bytes are the target. */
export async function readWhole(walk: Walk, file: string, maxBytes: number): Promise<Uint8Array> {
  const bytes = await walk.repository.read(file, maxBytes)
  if (bytes !== null) return bytes
  throw new TufError('unreachable', {
    message: `there is no \`${labelOf(walk, file)}\``,
    hint: 'name the folder or address that has `timestamp.json` and `targets/`',
  })
}

/** Refuses what has expired: TUF §5.3.10, §5.4.4. */
export function refuseExpired(
  { store, repository, at }: Walk,
  role: 'root' | 'timestamp',
  found: MetadataFile,
): void {
  if (store[role]?.signed.isExpired(at) !== false)
    throw frozen({ file: `${role}.json`, where: repository.where, found })
}

/** What people find the file by. */
export function labelOf({ repository }: Pick<Walk, 'repository'>, file: string): string {
  return `${repository.where.replace(/\/+$/, '')}/${file}`
}
