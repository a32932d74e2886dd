import { CliError } from '../cli-error.ts'
import { sourcesOf } from '../configured.ts'
import { placeOf } from '../evidence-place.ts'
import { EXIT } from '../exit-code.ts'
import { withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'

/** `trustctl evidence remove` */
export const evidenceRemove: Verb<{ json: boolean; place: string[] }> = {
  manual: {
    synopsis: '[--json] PLACE...',
    description: ['Takes places away from where evidence is looked for. Nothing in them is touched.'],
    json: ['{ removed: [PLACE] }'],
    exitCodes: [0, 1, 2],
    examples: [{ command: 'trustctl evidence remove ./attestations', does: 'no longer use a folder' }],
    files: [{ path: '~/.config/pip-trust/settings.json', what: 'where the places are kept' }],
    seeAlso: ['trustctl evidence list', 'trustctl evidence add'],
  },
  options: (parser) =>
    withJson(parser).positional('place', {
      type: 'string',
      array: true,
      demandOption: true,
      describe: 'a place as `evidence list` shows it',
    }),
  run: async ({ json, place }, cli) => {
    const removed = place.map((each) => placeOf(each, cli))
    for (const each of removed) {
      if (!(await sourcesOf(cli).removeSource(each))) throw notThere(each)
    }
    printResult(cli, json, { json: { removed }, text: () => removed.map((each) => `removed  ${each}`) })
    return EXIT.ok
  },
}

function notThere(place: string): CliError {
  return new CliError('input', {
    message: `\`${place}\` is no evidence source`,
    hint: 'trustctl evidence list',
  })
}
