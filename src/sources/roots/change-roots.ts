import { readdir, rm } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import { sha256Of, type Sha256 } from '../../encoding/index.ts'
import { ensurePrivateFolder, isSystemError, writeFileAtomically } from '../../files/index.ts'
import { isShipped, parseTrustedRoot, PUBLIC_GOOD } from '../../trust/index.ts'
import { SourcesError } from '../sources-error.ts'
import { inForceBytes } from './in-force.ts'
import { readInstance, readInstanceSettings, type InstanceSettings } from './instance.ts'
import { withRootLock } from './root-lock.ts'
import { filesOf, isRootName, type RootPlaces } from './places.ts'

/** How an instance is to be trusted. */
export type RootWish =
  /** A shipped instance, from its own repository or a mirror of it. */
  | { readonly kind: 'shipped'; readonly repository: string | null }
  | { readonly kind: 'tuf'; readonly repository: string; readonly root: Uint8Array }
  | { readonly kind: 'file'; readonly trustedRoot: Uint8Array }

/**
 * Trusts an instance from now on, in place of what was configured under the name. Returns the sha256 of what its trust
 * rests on: the first TUF root, or the trusted root itself; null for a shipped one. Throws `SourcesError`, and `TrustError` or
 * `TufError` for bytes that can't be used.
 */
export async function addRoot(places: RootPlaces, name: string, wish: RootWish): Promise<Sha256 | null> {
  checkName(name, wish)
  if (wish.kind !== 'file' && wish.repository !== null) checkRepository(wish.repository)
  if (wish.kind === 'file') parseTrustedRoot(name, wish.trustedRoot)
  if (wish.kind === 'tuf') await checkFirstRoot(name, wish.root)
  return await locked(places, name, () => writeWish(places, name, wish))
}

async function writeWish(places: RootPlaces, name: string, wish: RootWish): Promise<Sha256 | null> {
  const files = filesOf(places, name)
  // A mirror of a shipped instance changes where it is refreshed from, and nothing that is known of it.
  const { pin } = (wish.kind === 'shipped' ? await readInstanceSettings(places, name) : null) ?? {}
  if (wish.kind !== 'shipped') await removeFiles(places, name)
  await ensurePrivateFolder(files.folder)
  switch (wish.kind) {
    case 'shipped':
      await rm(files.trustedRoot, { force: true })
      await writeSettings(files.settings, { tuf: wish.repository ?? undefined, pin })
      return null
    case 'tuf':
      await writeFileAtomically(files.root, wish.root)
      await writeSettings(files.settings, { tuf: wish.repository })
      return sha256Of(wish.root)
    case 'file':
      await writeFileAtomically(files.trustedRoot, wish.trustedRoot)
      return sha256Of(wish.trustedRoot)
  }
}

/** Trusts it no longer, and forgets what refreshes brought. False where it was not configured. Throws `SourcesError`. */
export async function removeRoot(places: RootPlaces, name: string): Promise<boolean> {
  if (name === PUBLIC_GOOD) {
    throw new SourcesError('trust-root', {
      message: `the trust root \`${PUBLIC_GOOD}\` is built in and can't be removed`,
      hint: 'a policy says whose attestations count: trustctl policy edit',
    })
  }
  checkName(name, null)
  return await locked(places, name, () => removeFiles(places, name))
}

/**
 * Holds an instance to the trusted root that is in force, which must have this digest; null lets it be refreshed again.
 * Throws `SourcesError`.
 */
export async function pinRoot(places: RootPlaces, name: string, sha256: Sha256 | null): Promise<void> {
  checkName(name, null)
  await locked(places, name, () => writePin(places, name, sha256))
}

async function writePin(places: RootPlaces, name: string, sha256: Sha256 | null): Promise<void> {
  const files = filesOf(places, name)
  const { tuf, pin } = (await readInstanceSettings(places, name)) ?? {}
  if (sha256 === null) {
    if (pin !== undefined) await writeSettings(files.settings, { tuf })
    await rm(files.pinned, { force: true })
    return
  }
  const trustedRoot = await inForceBytes(places, await readInstance(places, name))
  const found = trustedRoot === null ? null : sha256Of(trustedRoot)
  if (trustedRoot === null || found !== sha256) {
    throw new SourcesError('trust-root', {
      message: `the trust root \`${name}\` is not what it is to be pinned to: expected sha256 ${sha256}, found ${found ?? 'none'}`,
      hint: `trustctl trust refresh ${name}, then: trustctl trust roots`,
    })
  }
  await ensurePrivateFolder(files.folder)
  await writeFileAtomically(files.pinned, trustedRoot)
  await writeSettings(files.settings, { tuf, pin: sha256 })
}

/** What a refresh under way would write belongs to what was there before. */
async function locked<Result>(
  places: RootPlaces,
  name: string,
  work: () => Promise<Result>,
): Promise<Result> {
  return await withRootLock(places, name, {
    work,
    busy: (pid) => {
      throw new SourcesError('trust-root', {
        message: `the trust root \`${name}\` is being refreshed${pid === null ? '' : ` by process ${pid}`}`,
        hint: 'try again in a minute',
      })
    },
  })
}

async function writeSettings(file: string, settings: InstanceSettings): Promise<void> {
  await writeFileAtomically(file, `${JSON.stringify(settings, null, 2)}\n`)
}

async function removeFiles(places: RootPlaces, name: string): Promise<boolean> {
  const files = filesOf(places, name)
  const there = await readdir(files.folder).catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT')) return null
    throw error
  })
  await rm(files.folder, { recursive: true, force: true })
  await rm(files.state, { force: true })
  return there !== null
}

async function checkFirstRoot(name: string, root: Uint8Array): Promise<void> {
  const { checkInitialRoot } = await import('../tuf/index.ts')
  checkInitialRoot(name, root)
}

function checkName(name: string, wish: RootWish | null): void {
  if (!isRootName(name)) {
    throw new SourcesError('trust-root', {
      message: `\`${name}\` can't be the name of a trust root: expected lower-case letters, digits, \`.\`, \`_\` and \`-\``,
    })
  }
  if (wish === null || isShipped(name) === (wish.kind === 'shipped')) return
  throw new SourcesError('trust-root', {
    message: isShipped(name)
      ? `the trust root \`${name}\` is shipped: it begins with no other root than its own`
      : `no trust root \`${name}\` is shipped: expected \`--tuf\` with \`--root\`, or \`--trusted-root\``,
    hint: isShipped(name) ? `trustctl trust add ${name}` : 'trustctl trust add --help',
  })
}

/** Throws `SourcesError` for what is neither an absolute folder nor an address without secrets. */
export function checkRepository(place: string): void {
  if (isAbsolute(place)) return
  const url = URL.parse(place)
  const isWeb = url !== null && (url.protocol === 'https:' || url.protocol === 'http:')
  if (isWeb && url.username === '' && url.password === '' && url.search === '' && url.hash === '') return
  throw new SourcesError('trust-root', {
    message: `\`${place}\` can't be a TUF repository: expected a folder, or an http(s) URL without user, \`?\` and \`#\``,
    hint: 'trustctl trust add NAME --tuf https://packages.example/tuf --root root.json',
  })
}
