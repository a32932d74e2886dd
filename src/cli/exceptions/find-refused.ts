import type { DaemonConnection } from '../../client/index.ts'
import { isAbout, lastRefused, type FileDecision, type Target } from '../../exceptions/index.ts'
import type { DecisionRecord } from '../../protocol/index.ts'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'
import { decisionPages } from '../record-pages.ts'

/** How far back a refusal is looked for: as long as decisions are kept. */
const MAX_DAYS = 400
const MAX_SAME_REF = 100

/** The files of the target that were refused or warned of last. Throws `CliError` `nothing` where there are none. */
export async function findRefused(
  daemon: DaemonConnection,
  target: Target,
  cli: Cli,
): Promise<readonly FileDecision[]> {
  const about =
    target.kind === 'ref'
      ? await daemon.why({ ref: target.ref, limit: MAX_SAME_REF })
      : await lastAbout(daemon, target, cli)
  const refused = lastRefused(about)
  if (refused.length > 0) return refused
  throw nothingRefused(target, about)
}

/** The newest decisions about it, to the end of the page after the first that isn't an allow: a run is not longer. */
async function lastAbout(
  daemon: DaemonConnection,
  target: Target,
  cli: Cli,
): Promise<readonly DecisionRecord[]> {
  const found: DecisionRecord[] = []
  let isLast = false
  for await (const records of decisionPages(daemon, { days: MAX_DAYS, what: 'looking for it' }, cli)) {
    found.push(...records.filter((record) => isAbout(record, target)))
    if (isLast) break
    isLast = found.some(({ verdict }) => verdict.decision !== 'allow')
  }
  return found
}

function nothingRefused(target: Target, about: readonly DecisionRecord[]): CliError {
  const name = target.kind === 'ref' ? target.ref : target.project
  if (target.kind === 'ref' && about.length === 0 && /^TC[15]/.test(target.ref))
    return beforeJudging(target.ref)
  const tree = about.find(({ artifact, verdict }) => !('sha256' in artifact) && verdict.decision !== 'allow')
  if (tree !== undefined) {
    return new CliError('nothing', {
      message: `\`${name}\` was refused as a source tree (${tree.artifact.location}), and an exception is bound to a file's digest`,
      hint: 'build it once, and install the file: pip wheel --no-deps .',
    })
  }
  return new CliError('nothing', {
    message:
      about.length === 0
        ? `no decision about \`${name}\` is recorded`
        : `nothing of \`${name}\` was refused or warned of`,
    hint: target.kind === 'ref' ? 'trustctl why' : `pip install ${name}`,
  })
}

/** What could not be identified, or not even asked about, is no matter of policy. */
function beforeJudging(ref: string): CliError {
  const code = ref.slice(0, ref.indexOf('-'))
  return new CliError('nothing', {
    message: `no exception helps against \`${code}\`: it was refused before a policy was asked`,
    hint: `trustctl why ${code}`,
  })
}
