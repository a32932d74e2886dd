import {
  EditError,
  editPlaces,
  isEmpty,
  mergePolicies,
  readInstalled,
  type EditOutcome,
  type Installation,
  type PolicyText,
} from '../../edit/index.ts'
import type { PolicyProblem } from '../../policy/index.ts'
import type { Cli } from '../cli.ts'
import type { ExitCode } from '../exit-code.ts'
import { diskInWords } from './disk-in-words.ts'
import { printOutcome, printRefused, printUnreasoned } from './edit-result.ts'
import { installOn } from './force.ts'
import { judgeText, type Review } from './judge-text.ts'
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
  /** Whether a reason is asked for, where that is known better than by comparing text with text. */
  readonly loosens?: (review: Review) => boolean
}

/** What came of it. */
export type AtOnce =
  | { readonly kind: 'unchanged' | 'empty' }
  | { readonly kind: 'refused'; readonly problems: readonly PolicyProblem[]; readonly text: string }
  | { readonly kind: 'unreasoned'; readonly review: Review }
  | Extract<EditOutcome<Review>, { readonly kind: 'installed' }>

/** A file that is replaced again and again while it is being changed is somebody else's to settle. */
const MAX_MERGES = 3

/** Changes the policy without an editor: all checks and the same installation; what a person would be asked is refused. */
export function changeAtOnce(cli: Cli, wanted: ChangeAtOnce): Promise<AtOnce> {
  return diskInWords(cli, () => change(cli, wanted))
}

async function change(cli: Cli, wanted: ChangeAtOnce): Promise<AtOnce> {
  const blank: PolicyText = { text: wanted.blank, digest: null }
  let base = (await readInstalled(editPlaces(cli.paths).file)) ?? blank
  let text = wanted.change(base.text)
  if (isEmpty(text)) return { kind: 'empty' }
  if (text === base.text && base.digest !== null) return { kind: 'unchanged' }
  for (let round = 0; round < MAX_MERGES; round += 1) {
    const done = await tryOnce(cli, wanted, text, base)
    if (done.kind !== 'conflict') return done
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
  { how, reason: given, days, loosens }: ChangeAtOnce,
  text: string,
  base: PolicyText,
) {
  const judged = await judgeText(cli, text, base, { days })
  if (!judged.ok) return { kind: 'refused', problems: judged.problems, text } as const
  const review = { ...judged.review, loosens: loosens?.(judged.review) ?? judged.review.loosens }
  const reason = given ?? (review.loosens ? await askReason(cli, review) : null)
  if (review.loosens && reason === null) return { kind: 'unreasoned', review } as const
  const installed = await installOn(cli, {
    text: review.text,
    expected: base.digest,
    policyDigest: review.policy.digest,
    how,
    loosens: review.loosens,
    reason,
  })
  return installed.kind === 'conflict'
    ? installed
    : ({ kind: 'installed', review, installed, reason } as const)
}

/** Null where nobody is there to be asked, or says nothing. */
async function askReason(cli: Cli, review: Review): Promise<string | null> {
  if (cli.terminal === null) return null
  for (const line of reviewLines(review, cli)) cli.complain(line)
  cli.complain('this policy may let through what the one before did not; the reason is kept in the history')
  const reason = await cli.terminal.ask('reason (empty: cancel): ')
  return reason === '' ? null : reason
}

function merged(base: string, mine: string, theirs: string): string {
  const result = mergePolicies({ base, mine, theirs })
  if (result.kind === 'merged') return result.text
  throw new EditError('install', {
    message: `somebody installed another policy at the same moment, and both changed ${result.about.join(', ')}`,
    hint: 'trustctl policy diff, then try again',
  })
}

/** Prints what came of it, and gives the exit code. */
export function printAtOnce(cli: Cli, json: boolean, done: AtOnce): ExitCode {
  switch (done.kind) {
    case 'refused':
      return printRefused(cli, json, done)
    case 'unreasoned':
      return printUnreasoned(cli, json, done.review)
    case 'installed':
      if (!json) for (const line of reviewLines(done.review, cli)) cli.print(line)
      return printOutcome(cli, json, done)
    case 'unchanged':
    case 'empty':
      return printOutcome(cli, json, done)
  }
}
