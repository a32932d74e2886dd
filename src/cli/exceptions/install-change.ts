import {
  checkText,
  raised,
  readInstalled,
  versionIn,
  type DaemonAnswer,
  type PolicyText,
} from '../../edit/index.ts'
import { usePreset, type Policy } from '../../policy/index.ts'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'
import { presetsOf, sourcesOf } from '../configured.ts'
import { installOn } from '../policy/force.ts'
import { unusablePolicy } from '../policy-problems.ts'

/** A file that is replaced again and again while it is being changed is somebody else's to settle. */
const MAX_ROUNDS = 3

export interface InstalledChange {
  readonly policy: Policy
  readonly daemon: DaemonAnswer
}

/**
 * Changes the person's policy: the same checks and the same installation as after an edit. `change` is asked again where somebody
 * else was there first. Throws `CliError` `input` where the text that comes of it is refused; then nothing was changed.
 */
export async function installChange(
  cli: Cli,
  change: (before: string) => string,
  { loosens, reason }: { readonly loosens: boolean; readonly reason: string },
): Promise<InstalledChange> {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const base = await userPolicyText(cli)
    const version = base.digest === null ? null : versionIn(base.text)
    const text = raised(change(base.text), version)
    const policy = await checked(cli, text, version)
    const installed = await installOn(cli, {
      text,
      expected: base.digest,
      policyDigest: policy.digest,
      how: 'exception',
      loosens,
      reason,
    })
    if (installed.kind === 'installed') return { policy, daemon: installed.daemon }
  }
  throw new CliError('input', {
    message: 'the policy file is replaced again and again by somebody else',
    hint: 'trustctl policy history',
  })
}

/** The person's policy, or what is written where there is none: the default preset, and nothing else. */
export async function userPolicyText(cli: Cli): Promise<PolicyText> {
  return (await readInstalled(cli.paths.policyFile)) ?? { text: usePreset(null, 'balanced'), digest: null }
}

async function checked(cli: Cli, text: string, loadedVersion: number | null): Promise<Policy> {
  const { policyFile } = cli.paths
  const [presets, keyrings] = await Promise.all([presetsOf(cli), sourcesOf(cli).keyringNames()])
  const result = checkText(text, { file: policyFile, presets, keyrings, loadedVersion })
  if (!result.ok) throw unusablePolicy(policyFile, result.problems)
  return result.policy
}
