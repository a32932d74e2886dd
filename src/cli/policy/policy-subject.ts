import { resolve } from 'node:path'
import {
  draftFolder,
  editPlaces,
  findVersion,
  keptVersions,
  readInstalled,
  type PolicyText,
} from '../../edit/index.ts'
import { decodeUtf8, readBounded } from '../../encoding/index.ts'
import { parsePresetName, POLICY_LIMITS, PRESET_NAMES } from '../../policy/index.ts'
import { CliError } from '../cli-error.ts'
import { STANDARD_INPUT, type Cli } from '../cli.ts'
import { presetsOf, readPolicyFile } from '../configured.ts'

/** A policy's text, and what people call it. */
export interface PolicySubject {
  readonly label: string
  readonly text: string
}

/** A kept version: its number, or the start of its digest. */
const VERSION = /^(?:v?\d{1,9}|sha256:[0-9a-f]{6,64}|[0-9a-f]{12,64})$/

/** The policy of this user, or the preset that stands for it where there is no file. */
export async function currentPolicy(cli: Cli): Promise<PolicySubject & Pick<PolicyText, 'digest'>> {
  const installed = await readInstalled(cli.paths.policyFile)
  if (installed !== null) return { label: cli.paths.policyFile, ...installed }
  return { label: 'preset:balanced', text: (await presetsOf(cli))('balanced'), digest: null }
}

/**
 * The policy that a person names: `preset:NAME`, a kept version by number or digest, `draft`, or a file. Throws `CliError` or
 * `EditError` where there is none.
 */
export async function policyNamed(cli: Cli, named: string): Promise<PolicySubject> {
  if (named.startsWith('preset:')) return presetNamed(cli, named)
  if (named === 'draft') return draftOf(cli)
  if (VERSION.test(named)) {
    const kept = findVersion(await keptVersions(editPlaces(cli.paths).versions), named, null)
    return { label: `v${kept.version ?? '?'} (${kept.digest.slice(0, 12)})`, text: kept.text }
  }
  if (named === STANDARD_INPUT)
    return { label: 'standard input', text: decodeUtf8(await readBounded(cli.stdin, POLICY_LIMITS)) }
  const text = await readPolicyFile(resolve(cli.cwd, named))
  if (text !== null) return { label: named, text }
  throw new CliError('input', { message: `there is no file \`${named}\``, hint: 'trustctl policy history' })
}

async function presetNamed(cli: Cli, named: string): Promise<PolicySubject> {
  const preset = parsePresetName(named.slice('preset:'.length))
  if (preset !== null) return { label: named, text: (await presetsOf(cli))(preset) }
  throw new CliError('usage', {
    message: `there is no \`${named}\`: the presets are ${PRESET_NAMES.join(', ')}`,
    hint: 'trustctl policy show',
  })
}

async function draftOf(cli: Cli): Promise<PolicySubject> {
  const draft = draftFolder(editPlaces(cli.paths).draft)
  if ((await draft.base()) === null)
    throw new CliError('nothing', { message: 'no draft is kept', hint: 'trustctl policy edit' })
  return { label: 'draft', text: await draft.read() }
}
