import { rm } from 'node:fs/promises'
import { join } from 'node:path'
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

/** A policy to be enforced, and where it came from; or why there is none. */
export type LoadedPolicy =
  | { readonly kind: 'loaded'; readonly policy: Policy; readonly files: readonly string[] }
  | { readonly kind: 'refused'; readonly file: string; readonly words: string }

export interface PolicyPlaces {
  readonly policyFile: string
  /** Where the last good text is kept. */
  readonly lastPolicyFile: string
  /** The state folder, private. */
  readonly state: string
  /** Folder of the presets. */
  readonly presets: string
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

/**
 * Reads the person's policy file, or the default preset where there is none. The text that loads is kept as the last
 * good one. Problems of the file are a value; a broken installation throws.
 */
export async function loadPolicy(
  places: PolicyPlaces,
  {
    keyrings,
    loadedVersion,
  }: { readonly keyrings: readonly string[]; readonly loadedVersion: number | null },
): Promise<LoadedPolicy> {
  const presets = await presetReader(places.presets)
  const text = await readPolicyText(places.policyFile)
  if (text === null) {
    await rm(places.lastPolicyFile, { force: true })
    return { kind: 'loaded', policy: presetPolicy(presets), files: [] }
  }
  if (typeof text !== 'string') return { kind: 'refused', file: places.policyFile, words: text.words }
  const result = parsePolicy(text, { file: places.policyFile, presets, keyrings, loadedVersion })
  if (!result.ok) return { kind: 'refused', file: places.policyFile, words: problemWords(result.problems) }
  await keep(places, text)
  return { kind: 'loaded', policy: result.policy, files: [places.policyFile] }
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
  await ensurePrivateFolder(places.state)
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
