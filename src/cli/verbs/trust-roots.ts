import { isStale, rootNotices } from '../../sources/index.ts'
import { safeText } from '../../verdict/index.ts'
import { sourcesOf } from '../configured.ts'
import { EXIT } from '../exit-code.ts'
import { withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import { rootJson, rootLines } from '../trust/index.ts'
import type { Verb } from '../verb.ts'

/** `trustctl trust roots` */
export const trustRoots: Verb<{ json: boolean }> = {
  manual: {
    synopsis: '[--json]',
    description: [
      'Lists the Sigstore instances that attestations are verified with: where the trusted root in force comes from, its sha256, the versions of the TUF metadata that vouches for it, until when that is valid, when it was last refreshed, and what came of the last try.',
      'The exit code is 24 where a root is stale: its metadata has expired and no refresh brought newer one. It still verifies, as machines without a network must be able to. Looks at this machine alone; asks nobody and changes nothing.',
    ],
    json: [
      '{ roots: [{ name, from: "shipped" | "refreshed" | "file" | "pinned" | null, digest, repository, pinned,',
      '  rootVersion, targetsVersion, expiresAt, refreshedAt, ageSeconds, stale,',
      '  failed: { at, code, reason, words, where } | null }], notices: [TEXT], problems: [TEXT] }',
    ],
    exitCodes: [0, 1, 24],
    examples: [{ command: 'trustctl trust roots', does: 'how old are they?' }],
    files: [
      { path: '~/.config/pip-trust/trust-roots/NAME/', what: 'instances that people added, and pins' },
      { path: '~/.local/state/pip-trust/trust-roots/NAME.json', what: 'what the last refresh brought' },
    ],
    seeAlso: ['trustctl trust refresh', 'trustctl trust add', 'trustctl trust pin'],
  },
  options: withJson,
  run: async ({ json }, cli) => {
    const { roots, rootProblems: problems } = await sourcesOf(cli).loadTrust()
    const now = cli.now()
    const notices = rootNotices(roots, now)
    printResult(cli, json, {
      json: { roots: roots.map((view) => rootJson(view, now)), notices, problems },
      text: () => roots.flatMap((view, nth) => [...(nth === 0 ? [] : ['']), ...rootLines(view, cli)]),
    })
    if (!json) for (const problem of problems) cli.complain(`trustctl: not used: ${safeText(problem)}`)
    return roots.some((view) => isStale(view, now)) ? EXIT.stale : EXIT.ok
  },
}
