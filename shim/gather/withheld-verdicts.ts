import type { Withheld } from '../../src/verdict/index.ts'
import { parseProjectName, parseVersion } from '../../src/python/index.ts'
import type { OpenRun } from '../runs/index.ts'
import type { FileJudge } from './index-file.ts'

/** Files of one release that are asked about; a release has a file for each platform. */
const MAX_ASKED_FILES = 64

/**
 * For projects of which pip found nothing, and something was kept out of their page: asks for the verdict on the release
 * that was wanted, so that the refusal is a decision like any other, to be explained and excepted; the first is shown.
 */
export async function judgeWithheld(run: OpenRun, files: Pick<FileJudge, 'early'>): Promise<void> {
  for (const { project, releases, used } of run.ledger.withheld()) {
    const release = wantedOf(run, project, releases)
    if (used.length > 0 || release === null) continue
    const known = release.filenames
      .slice(0, MAX_ASKED_FILES)
      .flatMap((name) => run.pages.withName(name) ?? [])
    const verdicts = await Promise.all(known.map((file) => files.early(run, file)))
    const refused = verdicts.find((verdict) => verdict?.decision === 'block')
    if (refused) run.ledger.record(refused)
  }
}

/** The release that the person pinned on the command line, else the newest. */
function wantedOf(run: OpenRun, project: string, releases: readonly Withheld[]): Withheld | null {
  const versions = run.settings.words.flatMap((word) => {
    const [, name = '', version = ''] =
      /^\s*([^\s=<>!~[;]+)(?:\[[^\]]*\])?\s*===?\s*([^\s;,]+)/.exec(word) ?? []
    return parseProjectName(name) === project ? [parseVersion(version)] : []
  })
  const pinned = new Set(versions)
  return releases.find(({ version }) => pinned.has(version)) ?? releases[0] ?? null
}
