import { safeText } from '../../verdict/index.ts'
import type { Cli } from '../cli.ts'
import { daemonLine } from '../policy/force.ts'
import type { InstalledChange } from './install-change.ts'

/** The policy that was written, and whether it is in force. */
export function changedLines({ policy, daemon }: InstalledChange, cli: Cli): readonly string[] {
  return [
    `policy ${safeText(policy.name)} v${policy.version} is installed (${cli.paths.policyFile})`,
    daemonLine(daemon, cli.paths.policyFile),
  ]
}

/** The same for programs. */
export function changedJson({ policy, daemon }: InstalledChange): object {
  const { name, version, digest } = policy
  return { policy: { name, version, digest }, daemon }
}
