import { removePerson } from '../../publish/directory/index.ts'
import { draftedLines, folderOf, withDirectory, type DirectoryOption } from '../directory/index.ts'
import { EXIT } from '../exit-code.ts'
import { withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'

/** `trustctl directory remove-person` */
export const directoryRemovePerson: Verb<DirectoryOption & { json: boolean; name: string }> = {
  manual: {
    synopsis: 'NAME [--directory DIR] [--json]',
    description: [
      'Drafts that a person signs nothing of the directory any more. Keys that sign releases stay as they are, since what they signed is still there: retire or revoke them.',
    ],
    json: ['{ person, drafted: [ROLE] }'],
    exitCodes: [0, 1, 2],
    examples: [{ command: 'trustctl directory remove-person dana', does: 'dana has left' }],
    files: [{ path: 'DIR/draft/', what: 'what is drafted and not published yet' }],
    seeAlso: ['trustctl directory add-person', 'trustctl directory revoke'],
  },
  options: (parser) =>
    withDirectory(withJson(parser)).positional('name', {
      type: 'string',
      demandOption: true,
      describe: 'the id of the person',
    }),
  run: async (options, cli) => {
    const { json, name } = options
    const drafted = await removePerson(folderOf(cli, options), name, cli.now())
    printResult(cli, json, { json: { person: name, drafted }, text: () => draftedLines(drafted) })
    return EXIT.ok
  },
}
