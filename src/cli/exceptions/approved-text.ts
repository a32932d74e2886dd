import { safeText, sheet } from '../../verdict/index.ts'
import type { Cli } from '../cli.ts'
import { daemonLine } from '../policy/force.ts'
import type { Approved } from './approve-request.ts'

/** What was approved, and whether it is in force. */
export function approvedLines({ entry, policy, daemon }: Approved, cli: Cli): readonly string[] {
  const about = `${entry.match.project.join(', ')}${entry.match.version ?? ''}`
  return [
    `${entry.id} is in policy ${safeText(policy.name)} v${policy.version} until ${entry.expires} (${cli.paths.policyFile})`,
    ...sheet(
      [
        ['about', safeText(about)],
        ['waives', entry.waive.join(', ')],
        ['owner', safeText(entry.owner)],
      ],
      2,
      cli.width,
    ),
    daemonLine(daemon, cli.paths.policyFile),
  ]
}

/** The same for programs. */
export function approvedJson(approved: Approved | null): object | null {
  if (approved === null) return null
  const { entry, policy, daemon } = approved
  const { name, version, digest } = policy
  return { entry, policy: { name, version, digest }, daemon }
}
