import { checkText, versionIn } from '../../edit/index.ts'
import type { PolicyProblem, PresetReader } from '../../policy/index.ts'
import { MAX_DIRECTORY_POLICIES, NAME, readKeyringFile } from '../../sources/index.ts'
import { changeDirectory, readDirectory, type DirectoryNow } from './change.ts'
import { DirectoryError } from './directory-error.ts'
import type { DraftRole } from './documents.ts'
import { readTarget } from './folder.ts'

export interface PolicyWish {
  /** What people call the file, for its problems. */
  readonly label: string
  /** The policy as it is written (YAML). */
  readonly text: string
  readonly presets: PresetReader
}

/** What came of drafting a policy. */
export type PolicyDrafted =
  | { readonly ok: true; readonly name: string; readonly drafted: readonly DraftRole[] }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] }

/**
 * Drafts a policy that is to hold for every follower beside their own, under its own name, or the next version of one. It must
 * pass what followers hold it to: shape, names and its tests; no keyrings but the directory's; a higher version than the one that
 * is published. `now` in seconds. Throws `DirectoryError` `policy`.
 */
export async function addPolicy(
  folder: string,
  { label, text, presets }: PolicyWish,
  now: number,
): Promise<PolicyDrafted> {
  const keyrings = keyringsOf(await readDirectory(folder))
  const read = checkText(text, { file: label, presets, keyrings })
  if (!read.ok) return read
  const { name, version } = read.policy
  if (!NAME.test(name)) throw badName(name)
  const path = pathOf(name)
  const drafted = await changeDirectory(folder, now, async (before) => {
    const published = await publishedText(folder, before, path)
    const last = published === null ? null : versionIn(published)
    if (published !== text && last !== null && version <= last) throw notRaised(name, version, last)
    if (!before.files.has(path)) checkRoom(before)
    return { put: new Map([[path, Buffer.from(text)]]) }
  })
  return { ok: true, name, drafted }
}

/** Drafts that a policy holds for nobody any more. Throws `DirectoryError` `missing`. */
export async function removePolicy(folder: string, name: string, now: number): Promise<readonly DraftRole[]> {
  return await changeDirectory(folder, now, ({ files }) => {
    const path = pathOf(name)
    if (files.has(path)) return { remove: [path] }
    throw new DirectoryError('missing', {
      message: `there is no policy \`${name}\` in the directory`,
      hint: 'trustctl directory verify',
    })
  })
}

function pathOf(name: string): string {
  return `policies/${name}.yaml`
}

function keyringsOf({ files }: DirectoryNow): readonly string[] {
  return [...files]
    .filter(([path]) => path.startsWith('keyrings/'))
    .map(([path, bytes]) => readKeyringFile(path, bytes).name)
}

async function publishedText(
  folder: string,
  { published }: DirectoryNow,
  path: string,
): Promise<string | null> {
  const target = published?.documents.policy.signed.targets[path]
  if (target === undefined) return null
  return Buffer.from(await readTarget(folder, path, target.hashes.sha256)).toString('utf8')
}

/** Followers read no more of them, and then nothing passes there. */
function checkRoom({ files }: DirectoryNow): void {
  const count = [...files.keys()].filter((path) => path.startsWith('policies/')).length
  if (count < MAX_DIRECTORY_POLICIES) return
  throw new DirectoryError('policy', {
    message: `the directory has ${count} policies already; at most ${MAX_DIRECTORY_POLICIES} can be`,
    hint: 'trustctl directory remove-policy NAME',
  })
}

function notRaised(name: string, version: number, last: number): DirectoryError {
  return new DirectoryError('policy', {
    message: `the policy \`${name}\` is published as version ${last}: expected a higher one, found ${version}`,
    hint: 'raise `metadata.version`',
  })
}

function badName(name: string): DirectoryError {
  return new DirectoryError('policy', {
    message: `\`${name}\` can't be the name of a policy in a directory: expected lower-case letters, digits, \`.\`, \`_\` and \`-\``,
    hint: 'change `metadata.name`',
  })
}
