import { editPlaces, flushPending, keptVersions, readInstalled, type KeptVersion } from '../../edit/index.ts'
import type { HistoryEvent, HistoryRecord } from '../../protocol/index.ts'
import { painter, safeText, timeText } from '../../verdict/index.ts'
import { ClientError } from '../../client/index.ts'
import type { Cli } from '../cli.ts'
import { withDaemon } from '../daemon.ts'
import { EXIT } from '../exit-code.ts'
import { withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'

/** Entries of the history that one call shows. */
const MAX_RECORDS = 200

type PolicyEvent = Extract<HistoryEvent, { readonly type: `policy-${string}` }>

/** `trustctl policy history` */
export const policyHistory: Verb<{ json: boolean }> = {
  manual: {
    synopsis: '[--json]',
    description: [
      'Shows the texts of your policy that are kept, newest first, and what the history says of the policy: who changed it when, why, with which digests before and after, what the daemon had in force from when, and what it refused. The history only grows: nothing is ever changed or removed in it.',
    ],
    json: [
      '{ versions: [{ version, digest, at, current, file }],',
      '  history: [{ id, at, actor, event }] | null, unavailable }',
    ],
    exitCodes: [0, 1, 2],
    examples: [{ command: 'trustctl policy history', does: 'who changed what?' }],
    files: [
      { path: '~/.local/state/pip-trust/policy-versions', what: 'the last 20 texts' },
      { path: '~/.local/state/pip-trust/store.sqlite', what: 'where the history is kept' },
    ],
    seeAlso: ['trustctl policy rollback', 'trustctl policy diff'],
  },
  options: withJson,
  run: async ({ json }, cli) => {
    const versions = await keptVersions(editPlaces(cli.paths).versions)
    const current = (await readInstalled(cli.paths.policyFile))?.digest ?? null
    const installed = versions.find(({ digest }) => digest === current) ?? null
    const found = await historyOf(cli)
    printResult(cli, json, {
      json: {
        versions: versions.map((kept) => versionJson(kept, installed)),
        history: 'records' in found ? found.records : null,
        unavailable: 'words' in found ? found.words : null,
      },
      text: () => [
        ...versionLines(versions, installed, cli),
        '',
        ...('records' in found
          ? found.records.flatMap((record) => recordLines(record))
          : [`the history can't be read: ${safeText(found.words)}`]),
      ],
    })
    return EXIT.ok
  },
}

type Found = { readonly records: readonly HistoryRecord[] } | { readonly words: string }

/** What was written down while no daemon ran comes first, so that it is among the rest. */
async function historyOf(cli: Cli): Promise<Found> {
  try {
    return await withDaemon(cli, async (daemon) => {
      await flushPending(editPlaces(cli.paths).pending, ({ actor, event }) => daemon.append(actor, event))
      const { records } = await daemon.history({ since: 0, before: null, limit: MAX_RECORDS })
      return { records: records.filter(({ event }) => isAboutPolicy(event)) }
    })
  } catch (error) {
    if (error instanceof ClientError) return { words: error.message }
    throw error
  }
}

function isAboutPolicy(event: HistoryEvent): event is PolicyEvent {
  return event.type.startsWith('policy-')
}

function versionJson(kept: KeptVersion, installed: KeptVersion | null): object {
  const { version, digest, at, file } = kept
  return { version, digest, at, current: kept === installed, file }
}

function versionLines(
  versions: readonly KeptVersion[],
  installed: KeptVersion | null,
  cli: Cli,
): readonly string[] {
  if (versions.length === 0) return ['no version is kept yet: the policy was not changed by `trustctl`']
  const paint = painter(cli.colour)
  return versions.map((kept) => {
    const { version, digest, at } = kept
    const mark = kept === installed ? paint('good', '  installed') : ''
    return `v${String(version ?? '?').padEnd(4)} ${digest.slice(0, 12)}  ${timeText(at)}${mark}`
  })
}

function recordLines({ at, actor, event }: HistoryRecord): readonly string[] {
  return isAboutPolicy(event) ? [`${timeText(at)}  ${safeText(actor)}  ${eventText(event)}`] : []
}

function eventText(event: PolicyEvent): string {
  switch (event.type) {
    case 'policy-in-force':
      return `${safeText(event.name)} v${event.version} is in force (${event.digest.slice(0, 12)})`
    case 'policy-refused':
      return `${safeText(event.file)} is refused: ${safeText(event.words)}`
    case 'policy-edited': {
      const { how, before, after, loosens, reason } = event
      const why = reason === null ? '' : `: ${safeText(reason)}`
      return `${how}: ${before?.slice(0, 12) ?? 'no file'} → ${after.slice(0, 12)}${loosens ? ', may loosen' : ''}${why}`
    }
  }
}
