import { parseProjectName, parseVersion, type Version } from '../../src/python/index.ts'
import { durationText, timeText, type Withheld } from '../../src/verdict/index.ts'
import type { KnownFile, LocalRefusal, OpenRun, WithheldProject } from '../runs/index.ts'
import type { FileJudge } from './index-file.ts'
import { refusal } from './refusal.ts'

/** Files of one release that are asked about; a release has a file for each platform. */
const MAX_ASKED_FILES = 64

/**
 * For projects of which pip used nothing, and something was kept out of their page: asks for the verdict on the release
 * that was wanted, so that the refusal is a decision like any other, to be explained and excepted; the first is shown.
 * `now` in seconds since the epoch, UTC.
 */
export async function judgeWithheld(
  run: OpenRun,
  files: Pick<FileJudge, 'early'>,
  now: number,
): Promise<void> {
  // Where something else was refused, that ended pip, unless it found nothing at all of a project.
  const isExplained = run.ledger.outcomes().some(({ decision }) => decision === 'block')
  for (const { project, releases, taken, touched } of run.ledger.withheld()) {
    const release = wantedOf(run, project, releases)
    if (release === null || taken.length > 0 || (isExplained && touched.length > 0)) continue
    await judgeRelease(run, { project, release, now }, files)
  }
}

interface Missed {
  readonly project: WithheldProject['project']
  readonly release: Withheld
  readonly now: number
}

/** What can't be judged before its bytes are here is refused in the words of the page's own withholding. */
async function judgeRelease(run: OpenRun, missed: Missed, files: Pick<FileJudge, 'early'>): Promise<void> {
  const known = missed.release.filenames
    .slice(0, MAX_ASKED_FILES)
    .flatMap((name) => run.pages.withName(name) ?? [])
  const verdicts = await Promise.all(known.map((file) => files.early(run, file)))
  const refused = verdicts.find((verdict) => verdict?.decision === 'block')
  const [first] = known
  if (refused) run.ledger.record(refused)
  else if (first !== undefined && verdicts.every((verdict) => verdict === null))
    run.ledger.record(tooYoung(missed, first))
}

function tooYoung({ project, release, now }: Missed, { file, page }: KnownFile): LocalRefusal {
  const { version, publishedAt, passesAt, minAgeSeconds } = release
  const age = durationText(Math.max(0, now - publishedAt))
  return refusal({
    name: file.filename,
    sha256: file.sha256,
    channel: page.channel,
    location: file.url,
    finding: {
      code: 'TC4015',
      expected: `${durationText(minAgeSeconds)} since it was published: it passes from ${timeText(passesAt)}`,
      found: `${age}, published ${timeText(publishedAt)}`,
    },
    hint: `pip install "${project}<${version}"`,
  })
}

const PINNED = /^\s*([^\s=<>!~[;]+)(?:\[[^\]]*\])?\s*===?\s*([^\s;,]+)/

/** The release that the person pinned, on the command line or in a file of theirs; else the newest. */
function wantedOf(run: OpenRun, project: string, releases: readonly Withheld[]): Withheld | null {
  const pinned = new Set<Version>()
  for (const word of [...run.settings.words, ...run.sources.lines()]) {
    const [, name = '', text = ''] = PINNED.exec(word) ?? []
    const version = parseProjectName(name) === project ? parseVersion(text) : null
    if (version !== null) pinned.add(version)
  }
  return releases.find(({ version }) => pinned.has(version)) ?? releases[0] ?? null
}
