import { readdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { isSystemError } from '../../files/index.ts'
import { SourcesError } from '../sources-error.ts'
import { followedNames } from './followed.ts'
import { filesOf, type DirectoryPlaces } from './places.ts'
import { readDirectoryState } from './state.ts'

/** How many policies a directory may publish. */
export const MAX_DIRECTORY_POLICIES = 16

/** A policy that a followed directory publishes. */
export interface PublishedPolicy {
  /** What people call it: `directory acme: policies/base.yaml`. */
  readonly file: string
  /** Where its last good text is kept. */
  readonly kept: string
  /** Words where there is none to be had. */
  readonly text: string | { readonly words: string }
}

/**
 * The policies of every followed directory, as they were last heard. Of one that was forgotten or can't be read, those that are
 * kept stay, since leaving one out would let more pass: what it published is not known. Throws `SourcesError` as `followedNames`.
 */
export async function publishedPolicies(places: DirectoryPlaces): Promise<readonly PublishedPolicy[]> {
  const names = await followedNames(places)
  return (await Promise.all(names.map((name) => policiesOf(places, name)))).flat()
}

/** Forgets the kept texts that are none of these any more. */
export async function forgetPolicies(places: DirectoryPlaces, kept: ReadonlySet<string>): Promise<void> {
  for (const name of await followedNames(places)) {
    for (const file of await keptFiles(places, name)) if (!kept.has(file)) await rm(file, { force: true })
  }
}

async function policiesOf(places: DirectoryPlaces, name: string): Promise<readonly PublishedPolicy[]> {
  const files = await heardFiles(places, name)
  if ('words' in files) {
    const kept = await keptFiles(places, name)
    const left = kept.map((file) => policyOf(places, name, basename(file, '.json'), files))
    return left.length > 0 || files.isNothing ? left : [unknown(places, name, files)]
  }
  const paths = Object.keys(files.heard).filter((path) => path.startsWith('policies/'))
  if (paths.length > MAX_DIRECTORY_POLICIES) {
    const words = `${paths.length} policies; at most ${MAX_DIRECTORY_POLICIES} of a key directory are read`
    return [unknown(places, name, { words })]
  }
  return paths
    .toSorted()
    .map((path) => policyOf(places, name, basename(path, '.yaml'), textOf(files.heard[path])))
}

type Heard =
  | { readonly heard: Readonly<Record<string, Uint8Array>> }
  | { readonly words: string; readonly isNothing: boolean }

async function heardFiles(places: DirectoryPlaces, name: string): Promise<Heard> {
  try {
    const { taken } = await readDirectoryState(places, name)
    if (taken !== null) return { heard: taken.files }
    return { words: `the key directory \`${name}\` was never heard`, isNothing: true }
  } catch (error) {
    if (error instanceof SourcesError) return { words: error.message, isNothing: false }
    throw error
  }
}

function policyOf(
  places: DirectoryPlaces,
  name: string,
  policy: string,
  text: PublishedPolicy['text'],
): PublishedPolicy {
  const kept = join(filesOf(places, name).policies, `${policy}.json`)
  return { file: `directory ${name}: policies/${policy}.yaml`, kept, text }
}

/** Stands for policies of which nobody knows what they are. No policy has this name. */
function unknown(places: DirectoryPlaces, name: string, text: { readonly words: string }): PublishedPolicy {
  return { ...policyOf(places, name, '-', text), file: `directory ${name}: policies` }
}

function textOf(bytes: Uint8Array | undefined): PublishedPolicy['text'] {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) return { words: 'it is not UTF-8' }
    throw error
  }
}

async function keptFiles(places: DirectoryPlaces, name: string): Promise<readonly string[]> {
  const { policies } = filesOf(places, name)
  try {
    return (await readdir(policies))
      .filter((each) => each.endsWith('.json'))
      .map((each) => join(policies, each))
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return []
    throw error
  }
}
