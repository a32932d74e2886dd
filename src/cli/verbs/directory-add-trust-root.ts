import { addTrustRoot } from '../../publish/directory/index.ts'
import { draftedLines, folderOf, readNamed, withDirectory, type DirectoryOption } from '../directory/index.ts'
import { EXIT } from '../exit-code.ts'
import { withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'

/** `trustctl directory add-trust-root` */
export const directoryAddTrustRoot: Verb<DirectoryOption & { json: boolean; name: string; file: string }> = {
  manual: {
    synopsis: 'NAME FILE [--directory DIR] [--json]',
    description: [
      'Drafts a Sigstore instance that followers are to trust, by its `trusted_root.json`. Policies speak of its log by NAME.',
    ],
    json: ['{ trustRoot: NAME, drafted: [ROLE] }'],
    exitCodes: [0, 1, 2],
    examples: [
      { command: 'trustctl directory add-trust-root acme trusted_root.json', does: 'a private instance' },
    ],
    files: [{ path: 'DIR/draft/', what: 'what is drafted and not published yet' }],
    seeAlso: ['trustctl trust add', 'trustctl directory sign'],
  },
  options: (parser) =>
    withDirectory(withJson(parser))
      .positional('name', { type: 'string', demandOption: true, describe: 'what policies call it' })
      .positional('file', { type: 'string', demandOption: true, describe: 'its `trusted_root.json`' }),
  run: async (options, cli) => {
    const { json, name, file } = options
    const drafted = await addTrustRoot(folderOf(cli, options), name, await readNamed(cli, file), cli.now())
    printResult(cli, json, { json: { trustRoot: name, drafted }, text: () => draftedLines(drafted) })
    return EXIT.ok
  },
}
