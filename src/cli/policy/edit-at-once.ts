import {
  EditError,
  editPlaces,
  isEmpty,
  mergePolicies,
  readInstalled,
  type Installation,
  type PolicyText,
} from '../../edit/index.ts'
import type { Cli } from '../cli.ts'
import type { ExitCode } from '../exit-code.ts'
import { printInstalled, printOutcome, printRefused, printUnreasoned } from './edit-result.ts'
import { installOn } from './force.ts'
import { judgeText } from './judge-text.ts'
import { reviewLines } from './review-lines.ts'

/** A change that needs no editor. */
export interface ChangeAtOnce {
  readonly how: Installation['how']
  /** The text that comes of what is installed. */
  readonly change: (before: string) => string
  /** What stands for the file where there is none. */
  readonly blank: string
  readonly reason: string | null
  readonly days: number
  readonly json: boolean
}

/** A file that is replaced again and again while it is being changed is somebody else's to settle. */
const MAX_MERGES = 3

/** Changes the policy without asking: all checks, the same installation, and refused where a person would have been asked. */
export async function editAtOnce(cli: Cli, wanted: ChangeAtOnce): Promise<ExitCode> {
  const blank: PolicyText = { text: wanted.blank, digest: null }
  let base = (await readInstalled(editPlaces(cli.paths).file)) ?? blank
  let text = wanted.change(base.text)
  if (isEmpty(text)) return printOutcome(cli, wanted.json, { kind: 'empty' })
  if (text === base.text && base.digest !== null) return printOutcome(cli, wanted.json, { kind: 'unchanged' })
  for (let round = 0; round < MAX_MERGES; round += 1) {
    const done = await tryOnce(cli, wanted, text, base)
    if (typeof done === 'number') return done
    const theirs = done.found ?? blank
    text = merged(base.text, text, theirs.text)
    base = theirs
  }
  throw new EditError('install', {
    message: 'the policy file is replaced again and again by somebody else',
    hint: 'trustctl policy history',
  })
}

async function tryOnce(
  cli: Cli,
  { how, json, reason, days }: ChangeAtOnce,
  text: string,
  base: PolicyText,
): Promise<ExitCode | { readonly found: PolicyText | null }> {
  const judged = await judgeText(cli, text, base, days)
  if (!judged.ok) return printRefused(cli, json, { problems: judged.problems, text })
  const { review } = judged
  if (review.loosens && reason === null) return printUnreasoned(cli, json, review)
  const { digest: policyDigest } = review.policy
  const installation = {
    text: review.text,
    expected: base.digest,
    policyDigest,
    how,
    loosens: review.loosens,
    reason,
  }
  const installed = await installOn(cli, installation)
  if (installed.kind === 'conflict') return installed
  if (!json) for (const line of reviewLines(review, cli)) cli.print(line)
  return printInstalled(cli, json, { review, installed, reason })
}

function merged(base: string, mine: string, theirs: string): string {
  const result = mergePolicies({ base, mine, theirs })
  if (result.kind === 'merged') return result.text
  throw new EditError('install', {
    message: `somebody installed another policy at the same moment, and both changed ${result.about.join(', ')}`,
    hint: 'trustctl policy diff, then try again',
  })
}
