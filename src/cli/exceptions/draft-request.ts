import type { DaemonConnection } from '../../client/index.ts'
import {
  dayAfter,
  DEFAULT_DAYS,
  neededWaivers,
  parseTerm,
  withException,
  type ExceptionRequest,
  type FileDecision,
  type Needed,
  type Target,
} from '../../exceptions/index.ts'
import {
  DEFAULT_EXCEPTION_DAYS,
  questionOf,
  type Evaluation,
  type ExceptionEntry,
  type Policy,
  type Waivable,
} from '../../policy/index.ts'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'
import { decidingPolicies, policyOf, type DecidingPolicy } from './deciding-policies.ts'
import { findRefused } from './find-refused.ts'

/** What a person asks for; what is not said is found out. */
export interface Wish {
  readonly target: Target
  readonly reason: string
  readonly owner: string
  readonly term: string | undefined
  /** Null: the least that helps. */
  readonly waive: readonly Waivable[] | null
}

/** A request ready to be kept; or what no exception helps. */
export type Drafted =
  | {
      readonly kind: 'request'
      readonly request: Omit<ExceptionRequest, 'id'>
      /** What is decided about the files then. */
      readonly decision: Evaluation['decision']
      /** Files of the same release that it does not help. */
      readonly beyond: readonly Evaluation[]
      /** The least that would help, where more was asked for; else empty. */
      readonly enough: readonly Waivable[]
      /** Another policy refuses them too. */
      readonly isOnlyOne: boolean
    }
  | { readonly kind: 'no-exception-helps'; readonly beyond: readonly Evaluation[] }

/** The name that the exception has while it is only tried. */
const TRIAL = 'EX-trial'

/** Finds what was refused, and by deciding again what an exception would have to waive in the policy that refused it. */
export async function draftRequest(cli: Cli, daemon: DaemonConnection, wish: Wish): Promise<Drafted> {
  const refused = await findRefused(daemon, wish.target, cli)
  const tried: Tried[] = []
  for (const deciding of await decidingPolicies(cli)) tried.push(await trial(cli, deciding, refused))
  const hopeless = tried.find(({ needed }) => needed.beyond.length > 0 && needed.helped.length === 0)
  if (hopeless !== undefined) return { kind: 'no-exception-helps', beyond: hopeless.needed.beyond }
  const [first, ...others] = tried.filter(({ needed }) => needed.helped.length > 0)
  if (first === undefined) throw passesNow(refused)
  return { ...drafted(cli, wish, refused, first), isOnlyOne: others.length === 0 }
}

interface Tried {
  readonly deciding: DecidingPolicy
  readonly policy: Policy
  readonly needed: Needed
}

async function trial(cli: Cli, deciding: DecidingPolicy, refused: readonly FileDecision[]): Promise<Tried> {
  const questions = refused.map(questionOf).filter((question) => question !== null)
  if (questions.length < refused.length) throw notReplayable(refused)
  const text = withException(deciding.text, trialEntry(refused, cli.now()))
  const policy = await policyOf(cli, { ...deciding, text })
  return { deciding, policy, needed: neededWaivers(questions, policy, TRIAL, cli.now()) }
}

function trialEntry(refused: readonly FileDecision[], now: number): ExceptionEntry {
  const { project, version } = releaseOf(refused)
  return {
    id: TRIAL,
    match: {
      project: [project],
      version: `==${version}`,
      sha256: refused.map(({ artifact }) => artifact.sha256),
    },
    waive: ['attestation'],
    owner: 'trial',
    reason: 'trial',
    created: dayAfter(now, 0),
    expires: dayAfter(now, 1),
  }
}

function drafted(
  cli: Cli,
  wish: Wish,
  refused: readonly FileDecision[],
  { deciding, policy, needed }: Tried,
): Omit<Extract<Drafted, { readonly kind: 'request' }>, 'isOnlyOne'> {
  const { project, version } = releaseOf(refused)
  const waive = wish.waive ?? needed.checks
  if (!needed.suffices(waive)) throw tooFew(waive, needed)
  const maxDays = policy.effective.limits?.exceptionMaxDays ?? DEFAULT_EXCEPTION_DAYS
  const days = wish.term === undefined ? Math.min(DEFAULT_DAYS, maxDays) : parseTerm(wish.term, maxDays)
  const files = needed.helped
    .flatMap((nth) => refused[nth] ?? [])
    .map(({ artifact, verdict }) => ({
      filename: artifact.filename,
      sha256: artifact.sha256,
      ref: verdict.ref,
    }))
  const request = {
    requestedAt: cli.now(),
    by: cli.actor,
    about: `${project}==${version}`,
    project,
    version,
    files,
    waive,
    owner: wish.owner,
    reason: wish.reason,
    days,
    policyFile: deciding.file,
  }
  const enough = waive.length > needed.checks.length ? needed.checks : []
  return { kind: 'request', request, decision: needed.decision, beyond: needed.beyond, enough }
}

function releaseOf([first]: readonly FileDecision[]): { readonly project: string; readonly version: string } {
  if (first === undefined) throw new Error('a request is about at least one file')
  return first.artifact
}

function tooFew(waive: readonly string[], { checks }: Needed): CliError {
  return new CliError('usage', {
    message: `waiving ${waive.join(', ')} does not help: what must be waived is ${checks.join(', ')}`,
    hint: checks.map((check) => `--waive ${check}`).join(' '),
  })
}

function passesNow(refused: readonly FileDecision[]): CliError {
  const { project, version } = releaseOf(refused)
  return new CliError('nothing', {
    message: `no exception is needed: by the policy of now \`${project}==${version}\` passes`,
    hint: `pip install ${project}==${version}`,
  })
}

function notReplayable(refused: readonly FileDecision[]): CliError {
  const { project, version } = releaseOf(refused)
  return new CliError('nothing', {
    message: `not all that the decision about \`${project}==${version}\` rests on was kept, so what it needs can't be found out`,
    hint: `pip download --no-deps ${project}==${version}, to have it decided again`,
  })
}
