import * as v from 'valibot'
import { EncodingError, parseJson, parseSha256, sha256Of, type Sha256 } from '../../encoding/index.ts'
import { readFileBounded } from '../../files/index.ts'
import { MAX_ROOT_BYTES, PUBLIC_GOOD, readSeed, SHIPPED_REPOSITORIES, type Seed } from '../../trust/index.ts'
import { SourcesError } from '../sources-error.ts'
import { readTrustedFile } from '../trusted-file.ts'
import { filesOf, seedFile, type RootPlaces } from './places.ts'

/** A Sigstore instance as it is configured. */
export interface Instance {
  readonly name: string
  readonly pin: Pin | null
  /** A trusted root from a file stays as it is; one that a TUF repository keeps is refreshed. */
  readonly origin:
    | { readonly kind: 'file'; readonly file: string; readonly trustedRoot: Uint8Array }
    | { readonly kind: 'tuf'; readonly where: string; readonly seed: Partial<Seed> & Pick<Seed, 'root'> }
}

/** One trusted root and no other. */
export interface Pin {
  readonly sha256: Sha256
  readonly trustedRoot: Uint8Array
}

/** What `instance.json` says. */
export interface InstanceSettings {
  readonly tuf?: string | undefined
  readonly pin?: Sha256 | undefined
}

const MAX_SEED_BYTES = 1024 * 1024
const SETTINGS_LIMITS = { maxBytes: 16 * 1024, maxDepth: 4 }
const Settings = v.strictObject({
  tuf: v.optional(v.pipe(v.string(), v.maxLength(2048))),
  pin: v.optional(
    v.pipe(
      v.string(),
      v.transform(parseSha256),
      v.custom<Sha256>((pin) => pin !== null),
    ),
  ),
})

/**
 * Reads how an instance is configured. Throws `SourcesError`, and `TrustError` `root-malformed` where what is shipped is
 * broken.
 */
export async function readInstance(places: RootPlaces, name: string): Promise<Instance> {
  const files = filesOf(places, name)
  const settings = await readInstanceSettings(places, name)
  const pin = settings?.pin === undefined ? null : await readPin(files.pinned, settings.pin)
  const trustedRoot = name === PUBLIC_GOOD ? null : await optional(files.trustedRoot)
  if (trustedRoot !== null) {
    return { name, pin, origin: { kind: 'file', file: files.trustedRoot, trustedRoot } }
  }
  return { name, pin, origin: { kind: 'tuf', ...(await repositoryOf(places, name, settings)) } }
}

/** Null where there is no `instance.json`. Throws `SourcesError`. */
export async function readInstanceSettings(
  places: RootPlaces,
  name: string,
): Promise<InstanceSettings | null> {
  const { settings: file } = filesOf(places, name)
  const bytes = await optional(file)
  if (bytes === null) return null
  try {
    return v.parse(Settings, parseJson(bytes, SETTINGS_LIMITS))
  } catch (cause) {
    if (!(cause instanceof EncodingError) && !(cause instanceof v.ValiError)) throw cause
    throw new SourcesError('trust-root', {
      message: `\`${file}\` can't be used: ${cause.message}`,
      hint: `mend it, or: rm '${file}'`,
      cause,
    })
  }
}

async function repositoryOf(places: RootPlaces, name: string, settings: InstanceSettings | null) {
  const shipped = seedFile(places.lib, name)
  // Staging is trusted by a person's word only, which is the file that `trust add` writes.
  if (shipped !== null && (name === PUBLIC_GOOD || settings !== null)) {
    const seed = readSeed(shipped.name, await readFileBounded(shipped.file, { maxBytes: MAX_SEED_BYTES }))
    return { where: settings?.tuf ?? SHIPPED_REPOSITORIES[shipped.name], seed }
  }
  const files = filesOf(places, name)
  const root = await optional(files.root)
  if (root !== null && settings?.tuf !== undefined) return { where: settings.tuf, seed: { root } }
  throw new SourcesError('missing', {
    message: `the trust root \`${name}\` is not added: \`${files.folder}\` has neither a \`trusted_root.json\` nor a \`root.json\` with a repository`,
    hint: shipped === null ? `trustctl trust add ${name} --trusted-root FILE` : `trustctl trust add ${name}`,
  })
}

async function readPin(file: string, sha256: Sha256): Promise<Pin> {
  const trustedRoot = await readTrustedFile(file, MAX_ROOT_BYTES)
  if (sha256Of(trustedRoot) === sha256) return { sha256, trustedRoot }
  throw new SourcesError('trust-root', {
    message: `\`${file}\` is not the trusted root that is pinned: expected sha256 ${sha256}, found ${sha256Of(trustedRoot)}`,
    hint: 'trustctl trust pin NAME --off, then look at it: trustctl trust roots',
  })
}

async function optional(file: string): Promise<Uint8Array | null> {
  try {
    return await readTrustedFile(file, MAX_ROOT_BYTES)
  } catch (error) {
    if (error instanceof SourcesError && error.code === 'missing') return null
    throw error
  }
}
