import { safeText } from '../../verdict/index.ts'
import { sourcesOf } from '../configured.ts'
import { EXIT } from '../exit-code.ts'
import { withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'

/** `trustctl evidence list` */
export const evidenceList: Verb<{ json: boolean }> = {
  manual: {
    synopsis: '[--json]',
    description: ['Lists the places where evidence is looked for, in the order in which they are asked.'],
    json: ['{ sources: [{ type: "folder" | "template", where }] }'],
    exitCodes: [0, 1, 2],
    examples: [{ command: 'trustctl evidence list', does: 'list them' }],
    files: [{ path: '~/.config/pip-trust/settings.json', what: 'where the places are kept' }],
    seeAlso: ['trustctl evidence add', 'trustctl evidence remove'],
  },
  options: withJson,
  run: async ({ json }, cli) => {
    const sources = await sourcesOf(cli).listSources()
    printResult(cli, json, {
      json: { sources: sources.map(({ type, where }) => ({ type, where })) },
      text: () =>
        sources.length === 0
          ? ['no evidence sources: what the index offers and what lies beside a file is all']
          : sources.map(({ type, where }) => `${type.padEnd(8)}  ${safeText(where)}`),
    })
    return EXIT.ok
  },
}
