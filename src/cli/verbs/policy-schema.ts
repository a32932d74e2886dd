import { policySchema as schemaOf } from '../../policy/index.ts'
import { EXIT } from '../exit-code.ts'
import { withJson } from '../options.ts'
import type { Verb } from '../verb.ts'

/** `trustctl policy schema` */
export const policySchema: Verb<{ json: boolean }> = {
  manual: {
    synopsis: '[--json]',
    description: [
      'Prints the JSON Schema (2020-12) of a policy file, made from the schema that the reader itself uses: an editor that is given it completes keys, explains them and marks mistakes while you write. The output is JSON, with and without `--json`.',
    ],
    json: ['the JSON Schema'],
    exitCodes: [0, 2],
    examples: [
      {
        command: 'trustctl policy schema > policy.schema.json',
        does: 'with `# yaml-language-server: $schema=policy.schema.json` as the first line of the policy beside it, editors explain it',
      },
    ],
    files: [],
    seeAlso: ['trustctl policy check', 'trustctl policy edit'],
  },
  options: withJson,
  run: async (_, cli) => {
    cli.print(JSON.stringify(schemaOf(), null, 2))
    return EXIT.ok
  },
}
