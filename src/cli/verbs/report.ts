import { withDaemon } from '../daemon.ts'
import { EXIT } from '../exit-code.ts'
import { once, withJson } from '../options.ts'
import { parsePeriod } from '../period.ts'
import { printResult } from '../print-result.ts'
import { hasPublished, readReport, reportLines } from '../report/index.ts'
import type { Verb } from '../verb.ts'

/** `trustctl report` */
export const report: Verb<{ json: boolean; since: string }> = {
  manual: {
    synopsis: '[--since 30d] [--json]',
    description: [
      'Counts what was decided over a time: what spoke for the artifacts that were let pass, and why the others are not attested; refusals and warnings by code and project; how long it took from a refusal until something of the project passed; exceptions and their uses; every bypass with all that passed by it; the policies that decided; and what people changed.',
      'Of a publisher also: the share of builds that gave the same bytes when they were built twice, by platform (`trustctl build --vary`, `trustctl release`); of files of others that were rebuilt to the byte; of releases that a consumer’s verification took; and of keys that were followed in time, two weeks before their end at least.',
      'Each figure has its number and what it is a part of. Artifacts and releases count once, however often they were installed or built. Nothing was decided, built or released: 3.',
    ],
    json: [
      '{ period: { since, until, days }, decisions, runs,',
      '  evidence: { artifacts, classes: [{ class, artifacts }], whyNot: [{ why, artifacts }] },',
      '  refused: { decisions, byCode: [{ code, slug, decisions, projects }], byProject: [{ project, decisions, codes }] }, warned: …,',
      '  mends: { refused, mended, medianSeconds, longestSeconds, open: [{ project, version, at }] },',
      '  exceptions: { active, expiring, expired, unused, list }, bypassInForce,',
      '  bypasses: [{ reason, by, from, until, isEndedEarly, passed: [{ at, what, code, ref }] }],',
      '  policies: [{ name, version, digest, decisions, firstAt, lastAt }], changes: { … },',
      '  publisher: { reproducible: { number, of, byPlatform: [{ platform, number, of }] }, reproduced: { number, of, grades },',
      '    verified: { number, of, refusals: [{ code, number }] }, rotations: { number, of, late: [KEY] }, unreadable } }',
    ],
    exitCodes: [0, 1, 2, 3],
    examples: [
      { command: 'trustctl report', does: 'the last thirty days' },
      { command: 'trustctl report --since 12w --json', does: 'a quarter, for a program' },
    ],
    files: [
      { path: '~/.local/state/pip-trust/store.sqlite', what: 'decisions and history' },
      { path: '~/.local/state/pip-trust/publisher.jsonl', what: 'builds and releases' },
    ],
    seeAlso: ['trustctl impact', 'trustctl exception list', 'trustctl why'],
  },
  options: (parser) =>
    withJson(parser).option('since', {
      type: 'string',
      requiresArg: true,
      default: '30d',
      coerce: (value: unknown) => once('since')(value) ?? '30d',
      describe: 'how far back: days or weeks',
    }),
  run: async ({ json, since }, cli) => {
    const days = parsePeriod(since)
    const found = await withDaemon(cli, (daemon) => readReport(cli, daemon, days))
    printResult(cli, json, { json: found, text: () => reportLines(found, cli) })
    return found.decisions === 0 && !hasPublished(found.publisher) ? EXIT.nothingChecked : EXIT.ok
  },
}
