import { DIRECTORY_ROLES } from '../../sources/index.ts'
import { LIFETIME_DAYS } from './change.ts'
import { DirectoryError } from './directory-error.ts'
import {
  expiresText,
  newFields,
  type Documents,
  type RootDocument,
  type TargetsDocument,
} from './documents.ts'
import { readDraft, readPublished, withDirectoryLock, writeDraft } from './folder.ts'
import { withMembers, type Thresholds } from './people.ts'

const DAY = 86_400
const MAX_THRESHOLD = 100

/** Begins a directory: drafts without people; they are added, sign it, and it is published. Throws `DirectoryError`. */
export async function initDirectory(folder: string, thresholds: Thresholds, now: number): Promise<void> {
  for (const count of Object.values(thresholds)) checkThreshold(count)
  await withDirectoryLock(folder, async () => {
    const [published, draft] = await Promise.all([readPublished(folder), readDraft(folder)])
    if (published !== null || Object.keys(draft).length > 0) {
      throw new DirectoryError('exists', {
        message: `there is a key directory in \`${folder}\` already`,
        hint: 'trustctl directory verify',
      })
    }
    const documents = empty(thresholds, now)
    await writeDraft(folder, 'root', documents.root)
    await writeDraft(folder, 'targets', documents.targets)
    for (const role of DIRECTORY_ROLES) await writeDraft(folder, role, documents[role])
  })
}

/** Throws `DirectoryError` `threshold` for what no number of people is. */
export function checkThreshold(count: number): void {
  if (Number.isSafeInteger(count) && count >= 1 && count <= MAX_THRESHOLD) return
  throw new DirectoryError('threshold', {
    message: `\`${count}\` people can't be asked for: expected 1 to ${MAX_THRESHOLD}`,
    hint: 'trustctl directory init --threshold 3',
  })
}

function empty(thresholds: Thresholds, now: number): Documents {
  const expires = (role: keyof Documents): string => expiresText(now + LIFETIME_DAYS[role] * DAY)
  const nobody = { keyids: [], threshold: 1 }
  const targets = (role: 'targets' | 'keys' | 'policy' | 'revocations'): TargetsDocument => ({
    signatures: [],
    signed: { ...newFields('targets', 1, expires(role)), targets: {} },
  })
  const root: RootDocument = {
    signatures: [],
    signed: {
      ...newFields('root', 1, expires('root')),
      consistent_snapshot: true,
      keys: {},
      roles: { root: nobody, targets: nobody, snapshot: nobody, timestamp: nobody },
    },
  }
  const top = withMembers({ root, targets: targets('targets') }, [], thresholds)
  return { ...top, keys: targets('keys'), policy: targets('policy'), revocations: targets('revocations') }
}
