import { stringify } from 'yaml'
import type { Policy } from './policy.ts'

/**
 * The policy as one file: its preset merged in, in the order in which it is evaluated. Reading the text gives a policy
 * of the same digest.
 */
export function effectiveText(policy: Policy): string {
  return stringify(policy.effective, {
    lineWidth: 110,
    flowCollectionPadding: true,
    aliasDuplicateObjects: false,
  })
}
