import type { DaemonConnection } from '../../client/index.ts'
import type { FileArtifact } from '../../artifact/index.ts'
import type { DecisionRecord } from '../../protocol/index.ts'
import { compareVersions, releaseLine, type ProjectName, type Version } from '../../python/index.ts'
import type { Publisher, RememberedPublisher } from '../../verdict/index.ts'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'
import { decisionPages } from '../record-pages.ts'

const MAX_DAYS = 400

/** Which decision is meant. */
export interface Sought {
  readonly project: ProjectName
  readonly index: string | null
  readonly version: Version | null
}

/** A publisher that was refused or warned of, and whom this machine remembered then. */
export interface Stranger {
  readonly wanted: RememberedPublisher
  readonly relation: 'first' | 'changed'
  readonly before: Publisher | null
  readonly filename: string
  readonly ref: string
}

/** The publisher of the newest such decision. Throws `CliError` `nothing` where there is none. */
export async function newestStranger(cli: Cli, daemon: DaemonConnection, sought: Sought): Promise<Stranger> {
  for await (const records of decisionPages(daemon, { days: MAX_DAYS, what: 'looking for it' }, cli)) {
    for (const record of records) {
      const stranger = strangerIn(record, sought, cli.now())
      if (stranger !== null) return stranger
    }
  }
  throw new CliError('nothing', {
    message: `no publisher of \`${sought.project}\` was refused or warned of${sought.version === null ? '' : ` for ${sought.version}`}${sought.index === null ? '' : ` from ${sought.index}`}`,
    hint: `trustctl trust show ${sought.project}`,
  })
}

function strangerIn({ artifact, verdict }: DecisionRecord, sought: Sought, now: number): Stranger | null {
  // Whose bytes are not what they should be proves nothing about who publishes the project.
  if (verdict.decision === 'allow' || verdict.rule === 'integrity' || !isMeant(artifact, sought)) return null
  const { project, version, index, filename } = artifact
  for (const fact of verdict.facts) {
    if (fact.check !== 'publisher' || fact.result !== 'ok') continue
    const { relation, publisher, remembered } = fact
    if (relation !== 'first' && relation !== 'changed') continue
    const wanted = { index: index.url, project, publisher, version, firstSeenAt: now, by: 'person' } as const
    return {
      wanted: { ...wanted, lines: [releaseLine(version)] },
      relation,
      before: remembered?.publisher ?? null,
      filename,
      ref: verdict.ref,
    }
  }
  return null
}

type Indexed = FileArtifact & { readonly index: NonNullable<FileArtifact['index']> }

function isMeant(
  artifact: DecisionRecord['artifact'],
  { project, index, version }: Sought,
): artifact is Indexed {
  if (artifact.project !== project || !('version' in artifact) || artifact.index === null) return false
  if (index !== null && artifact.index.url !== index) return false
  return version === null || compareVersions(artifact.version, version) === 0
}
