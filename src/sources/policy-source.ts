import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { sha256Of } from '../encoding/index.ts'
import { ensurePrivateFolder, readFileBounded, writeFileAtomically } from '../files/index.ts'
import {
  parsePolicy,
  POLICY_LIMITS,
  PRESET_NAMES,
  presetPolicy,
  type Policy,
  type PresetReader,
} from '../policy/index.ts'
import { decodeLastPolicy, encodeLastPolicy } from './last-policy.ts'
import { SourcesError } from './sources-error.ts'
import { readTrustedFile } from './trusted-file.ts'

export type LayerName = 'machine' | 'team' | 'user'

/** A policy to be enforced; or why there is none; or nothing at all where the file is absent. */
export type LoadedPolicy =
  | { readonly kind: 'loaded'; readonly policy: Policy; readonly file: string }
  | { readonly kind: 'refused'; readonly file: string; readonly words: string }
  | { readonly kind: 'absent' }

export interface PolicyPlaces {
  readonly policyFile: string
  /** Where the last good text is kept. */
  readonly lastPolicyFile: string
  /** Folder of the presets. */
  readonly presets: string
}

/** What a policy's text may speak of, and what it must not fall behind. */
export interface PolicyContext {
  readonly keyrings: readonly string[]
  readonly loadedVersion: number | null
}

const MAX_PRESET_BYTES = 256 * 1024

/** Reads the presets beforehand, so that the policy room needs no files. Throws where the installation is broken. */
export async function presetReader(folder: string): Promise<PresetReader> {
  const read = PRESET_NAMES.map(async (name) => {
    const bytes = await readFileBounded(join(folder, `${name}.yaml`), { maxBytes: MAX_PRESET_BYTES })
    return [name, Buffer.from(bytes).toString('utf8')] as const
  })
  const texts = new Map(await Promise.all(read))
  return (name) => texts.get(name) ?? ''
}

/** The preset that holds where there is no policy file at all. */
export async function defaultPolicy(folder: string): Promise<Policy> {
  return presetPolicy(await presetReader(folder))
}

/**
 * Reads one layer's policy file. The text that loads is kept as the last good one. Problems of the file are a value; a
 * broken installation throws.
 */
export async function loadPolicy(
  places: PolicyPlaces,
  { keyrings, loadedVersion }: PolicyContext,
): Promise<LoadedPolicy> {
  const presets = await presetReader(places.presets)
  const text = await readPolicyText(places.policyFile)
  if (text === null) {
    await rm(places.lastPolicyFile, { force: true })
    return { kind: 'absent' }
  }
  if (typeof text !== 'string') return { kind: 'refused', file: places.policyFile, words: text.words }
  const result = parsePolicy(text, { file: places.policyFile, presets, keyrings, loadedVersion })
  if (!result.ok) return { kind: 'refused', file: places.policyFile, words: problemWords(result.problems) }
  await keep(places, text)
  return { kind: 'loaded', policy: result.policy, file: places.policyFile }
}

/** The last policy that loaded, for a start with a broken file. Null where none was kept or it no longer loads. */
export async function loadLastPolicy(
  places: PolicyPlaces,
  keyrings: readonly string[],
): Promise<Policy | null> {
  const kept = await readKept(places.lastPolicyFile)
  if (kept === null) return null
  const presets = await presetReader(places.presets)
  const result = parsePolicy(kept, { file: places.policyFile, presets, keyrings, loadedVersion: null })
  return result.ok ? result.policy : null
}

async function readPolicyText(file: string): Promise<string | null | { readonly words: string }> {
  try {
    const bytes = await readTrustedFile(file, POLICY_LIMITS.maxBytes)
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) return { words: 'it is not UTF-8' }
    if (!(error instanceof SourcesError)) throw error
    return error.code === 'missing' ? null : { words: error.message }
  }
}

async function keep(places: PolicyPlaces, text: string): Promise<void> {
  if ((await readKept(places.lastPolicyFile)) === text) return
  await ensurePrivateFolder(dirname(places.lastPolicyFile))
  await writeFileAtomically(places.lastPolicyFile, encodeLastPolicy(text, sha256Of(Buffer.from(text))))
}

async function readKept(file: string): Promise<string | null> {
  try {
    return decodeLastPolicy(await readTrustedFile(file, 2 * POLICY_LIMITS.maxBytes + 1024))
  } catch (error) {
    if (error instanceof SourcesError) return null
    throw error
  }
}

function problemWords(problems: readonly { readonly message: string; readonly line: number }[]): string {
  const [first] = problems
  if (first === undefined) return 'it is refused'
  const more = problems.length === 1 ? '' : ` (and ${problems.length - 1} more; trustctl policy check)`
  return `line ${first.line}: ${first.message}${more}`
}
