import { join } from 'node:path'
import { parsePolicy, POLICY_LIMITS, presetPolicy, type ParseResult } from '../policy/index.ts'
import { openSources, presetReader, readTrustedFile, SourcesError, type Sources } from '../sources/index.ts'
import type { Cli } from './cli.ts'

/** What is configured on this machine. */
export function sourcesOf(cli: Cli): Sources {
  const { fetch, monotonicMs } = cli
  return openSources({ ...cli.paths, lib: cli.lib }, { fetch, monotonicMs })
}

/** The text of the person's policy file; null where there is none. Throws `SourcesError` `unsafe-file` or `too-large`. */
export async function readPolicyFile(file: string): Promise<string | null> {
  try {
    return Buffer.from(await readTrustedFile(file, POLICY_LIMITS.maxBytes)).toString('utf8')
  } catch (error) {
    if (error instanceof SourcesError && error.code === 'missing') return null
    throw error
  }
}

/** Parses a policy's text with the presets and keyrings of this machine. `label` is what people call the file. */
export async function parsePolicyText(cli: Cli, text: string, label: string): Promise<ParseResult> {
  const [presets, keyrings] = await Promise.all([presetsOf(cli), sourcesOf(cli).keyringNames()])
  return parsePolicy(text, { file: label, presets, keyrings })
}

/** The policy that the configuration on disk asks for, whether or not the daemon has it yet. */
export async function configuredPolicy(cli: Cli): Promise<ParseResult & { readonly text: string | null }> {
  const text = await readPolicyFile(cli.paths.policyFile)
  if (text === null) return { ok: true, policy: presetPolicy(await presetsOf(cli)), text }
  return { ...(await parsePolicyText(cli, text, cli.paths.policyFile)), text }
}

/** The presets that came with this program. */
export function presetsOf(cli: Cli): ReturnType<typeof presetReader> {
  return presetReader(join(cli.lib, 'policies'))
}
