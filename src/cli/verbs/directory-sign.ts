import { signDrafts } from '../../publish/directory/index.ts'
import {
  folderOf,
  signerFor,
  signingLines,
  withDirectory,
  withKey,
  type DirectoryOption,
  type KeyOptions,
  draftedFileLines,
} from '../directory/index.ts'
import { EXIT } from '../exit-code.ts'
import { withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'

/** `trustctl directory sign` */
export const directorySign: Verb<DirectoryOption & KeyOptions & { json: boolean }> = {
  manual: {
    synopsis: '[--key KEY] [--passphrase-fd N] [--directory DIR] [--json]',
    description: [
      'Signs every draft that you may sign. Several people sign one after the other, each on their own machine: the folder goes from one to the next, by git or as it is. Nobody signs twice. A draft that is changed is to be signed again by everybody.',
      'Look at what is drafted first: `trustctl directory verify` lists the files that it changes, and `git diff` shows how.',
    ],
    json: [
      '{ person, signed: [ROLE], files: [{ role, added: [PATH], changed, removed }], signing: [{ role, by: "now" | "before", signed: [PERSON], missing,',
      '  others }] }',
    ],
    exitCodes: [0, 1, 2, 23],
    examples: [{ command: 'trustctl directory sign --directory keys', does: 'sign what is drafted' }],
    files: [{ path: 'DIR/draft/', what: 'what is drafted and not published yet' }],
    seeAlso: ['trustctl directory verify', 'trustctl directory publish'],
  },
  options: (parser) => withKey(withDirectory(withJson(parser))),
  run: async (options, cli) => {
    const signer = await signerFor(cli, options)
    const { person, roles, files, signing } = await signDrafts(folderOf(cli, options), signer, cli.now())
    printResult(cli, options.json, {
      json: { person, signed: roles, files, signing },
      text: () => [
        `signed by ${person}  ${roles.join(', ')}`,
        ...draftedFileLines(files),
        ...signingLines(signing),
      ],
    })
    return EXIT.ok
  },
}
