import { normalize } from 'node:path'
import { parseAuthorities, type AuthorityFile, type ImportedKey, type Trust } from '../trust/index.ts'
import { storeAuthorities, type StoredAuthority } from './authority-store.ts'
import { parseEvidenceSource, type EvidenceSource } from './evidence-source.ts'
import { evidenceFinder, type FindEvidence } from './find-evidence.ts'
import {
  importKeyFolder,
  importKeys,
  keyringFolder,
  keyringNames,
  readKeyrings,
  removeKey,
  type ImportedKeys,
  type StoredKey,
  type StoredPlainKey,
} from './key-store.ts'
import { layersPart, type LayerPlaces, type LayersPart } from './policy-layers.ts'
import { loadSettings, MAX_SOURCES, saveEvidence, type Settings } from './settings.ts'
import { SourcesError } from './sources-error.ts'
import type { Fetch } from './template-source.ts'
import { directoryPart, type DirectoryPart } from './directory/directory-part.ts'
import type { DirectoryView } from './directory/directory-view.ts'
import { refusedDirectories } from './directory/directory-notices.ts'
import type { DirectoryPlaces } from './directory/places.ts'
import { readDirectories } from './directory/read-directories.ts'
import { joinTrust } from './join-trust.ts'
import type { RootPlaces } from './roots/places.ts'
import type { TrustRootView } from './roots/root-view.ts'
import { rootsPart, type RootsPart } from './roots/roots-part.ts'
import { readTrustRoots } from './trust-roots.ts'

/** Where the configured things lie. `HomePaths` of the client room has all but `lib`. */
export interface SourcesPlaces extends LayerPlaces, RootPlaces, DirectoryPlaces {
  readonly settingsFile: string
  readonly keysDir: string
}

/** Everything that is configured on this machine. Every call reads the disk anew. */
export interface Sources extends LayersPart, RootsPart, DirectoryPart {
  settings(): Promise<Settings>
  listSources(): Promise<readonly EvidenceSource[]>
  /** Adds a source at the end; one that is there already stays where it is. */
  addSource(text: string): Promise<EvidenceSource>
  /** False when it was not there. */
  removeSource(text: string): Promise<boolean>
  /** Makes the function that asks the sources which the settings name now. */
  evidenceFinder(settings: Settings): FindEvidence
  /** `owner`: whose a plain key is; null for OpenPGP keys, which say it themselves. */
  importKeys(keyring: string, bytes: Uint8Array, owner?: string | null): Promise<ImportedKeys>
  /** All keys of a copy of a Web Key Directory. */
  importKeyFolder(keyring: string, folder: string): Promise<readonly ImportedKey[]>
  /** What was put into the keyring; null where the bytes are neither CAs nor lists of revoked certificates. */
  importAuthorities(keyring: string, bytes: Uint8Array): Promise<AuthorityFile | null>
  /** The keyrings that the key or CA was in. */
  removeKey(fingerprint: string, keyring?: string | null): Promise<readonly string[]>
  listKeys(): Promise<{
    readonly keys: readonly StoredKey[]
    readonly plainKeys: readonly StoredPlainKey[]
    readonly authorities: readonly StoredAuthority[]
    readonly problems: readonly string[]
  }>
  keyringNames(): Promise<readonly string[]>
  loadTrust(): Promise<LoadedTrust>
}

/** What is trusted, how its roots stand, and what could not be read. */
export interface LoadedTrust {
  readonly trust: Trust
  readonly roots: readonly TrustRootView[]
  /** The key directories that are followed. */
  readonly directories: readonly DirectoryView[]
  readonly problems: readonly string[]
  /** Those of `problems` that are about roots. */
  readonly rootProblems: readonly string[]
}

/** Opens the sources below these places. `fetch` asks evidence templates. */
export function openSources(
  places: SourcesPlaces,
  effects: { readonly fetch: Fetch; readonly monotonicMs: () => number },
): Sources {
  return {
    ...settingsPart(places, effects),
    ...keysPart(places),
    ...rootsPart(places, effects),
    ...directoryPart(places, effects),
    ...layersPart(places, () => allKeyringNames(places)),
  }
}

type SettingsPart = Pick<
  Sources,
  'settings' | 'listSources' | 'addSource' | 'removeSource' | 'evidenceFinder'
>

function settingsPart(
  { settingsFile }: SourcesPlaces,
  effects: { readonly fetch: Fetch; readonly monotonicMs: () => number },
): SettingsPart {
  const settings = (): Promise<Settings> => loadSettings(settingsFile)
  return {
    settings,
    listSources: async () => (await settings()).evidence.map(parseEvidenceSource),
    addSource: async (text) => {
      const source = parseEvidenceSource(text)
      const { evidence } = await settings()
      if (evidence.includes(source.where)) return source
      if (evidence.length >= MAX_SOURCES) throw tooManySources()
      await saveEvidence(settingsFile, [...evidence, source.where])
      return source
    },
    removeSource: async (text) => {
      const { evidence } = await settings()
      const left = evidence.filter((each) => each !== text && normalize(each) !== normalize(text))
      if (left.length < evidence.length) await saveEvidence(settingsFile, left)
      return left.length < evidence.length
    },
    evidenceFinder: ({ evidence, evidenceTimeoutSeconds }) =>
      evidenceFinder({
        ...effects,
        sources: evidence.map(parseEvidenceSource),
        timeoutMs: evidenceTimeoutSeconds * 1000,
      }),
  }
}

type KeysPart = Pick<
  Sources,
  | 'importKeys'
  | 'importKeyFolder'
  | 'importAuthorities'
  | 'removeKey'
  | 'listKeys'
  | 'keyringNames'
  | 'loadTrust'
>

function keysPart(places: SourcesPlaces): KeysPart {
  const { keysDir } = places
  return {
    importKeys: (keyring, bytes, owner = null) => importKeys(keysDir, keyring, bytes, owner),
    importKeyFolder: (keyring, folder) => importKeyFolder(keysDir, keyring, folder),
    importAuthorities: async (keyring, bytes) => {
      const found = parseAuthorities(bytes)
      if (found !== null) await storeAuthorities(await keyringFolder(keysDir, keyring), found)
      return found
    },
    removeKey: (fingerprint, keyring = null) => removeKey(keysDir, fingerprint, keyring),
    listKeys: async () => {
      const { keyrings, problems } = await readKeyrings(keysDir)
      return {
        keys: keyrings.flatMap(({ name, keys }) => keys.map((key) => ({ keyring: name, key }))),
        plainKeys: keyrings.flatMap(({ name, plainKeys }) =>
          plainKeys.map((key) => ({ keyring: name, key })),
        ),
        authorities: keyrings.flatMap(({ name, authorities }) =>
          authorities.map((certificate) => ({ keyring: name, certificate })),
        ),
        problems,
      }
    },
    keyringNames: () => allKeyringNames(places),
    loadTrust: async () => {
      const [own, roots, directories] = await Promise.all([
        readKeyrings(keysDir),
        readTrustRoots(places),
        readDirectories(places),
      ])
      const { trust, problems } = joinTrust({ roots: roots.roots, keyrings: own.keyrings }, directories)
      return {
        trust,
        roots: roots.views,
        directories: directories.views,
        problems: [
          ...own.problems,
          ...roots.problems,
          ...directories.problems,
          ...refusedDirectories(directories.views),
          ...problems,
        ],
        rootProblems: roots.problems,
      }
    },
  }
}

/** Those that lie here, and those of followed directories. */
async function allKeyringNames(places: SourcesPlaces): Promise<readonly string[]> {
  const [own, { keyrings }] = await Promise.all([keyringNames(places.keysDir), readDirectories(places)])
  return [...new Set([...own, ...keyrings.map(({ name }) => name)])].toSorted()
}

function tooManySources(): SourcesError {
  return new SourcesError('source', {
    message: `there are ${MAX_SOURCES} evidence sources already`,
    hint: 'trustctl evidence remove …',
  })
}
