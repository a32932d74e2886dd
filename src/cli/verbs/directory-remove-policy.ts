import { removePolicy } from '../../publish/directory/index.ts'
import { draftedLines, folderOf, withDirectory, type DirectoryOption } from '../directory/index.ts'
import { EXIT } from '../exit-code.ts'
import { withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'

/** `trustctl directory remove-policy` */
export const directoryRemovePolicy: Verb<DirectoryOption & { json: boolean; name: string }> = {
  manual: {
    synopsis: 'NAME [--directory DIR] [--json]',
    description: [
      'Drafts that a policy of the directory holds for nobody any more. It is in force everywhere until that is signed and published.',
    ],
    json: ['{ policy: NAME, drafted: [ROLE] }'],
    exitCodes: [0, 1, 2],
    examples: [{ command: 'trustctl directory remove-policy acme', does: 'draft it; two must sign' }],
    files: [{ path: 'DIR/draft/', what: 'what is drafted and not published yet' }],
    seeAlso: ['trustctl directory add-policy', 'trustctl directory sign'],
  },
  options: (parser) =>
    withDirectory(withJson(parser)).positional('name', {
      type: 'string',
      demandOption: true,
      describe: 'its `metadata.name`',
    }),
  run: async (options, cli) => {
    const { json, name } = options
    const drafted = await removePolicy(folderOf(cli, options), name, cli.now())
    printResult(cli, json, { json: { policy: name, drafted }, text: () => draftedLines(drafted) })
    return EXIT.ok
  },
}
