import { publishDirectory } from '../../publish/directory/index.ts'
import {
  folderOf,
  signerFor,
  signingLines,
  withDirectory,
  withKey,
  type DirectoryOption,
  type KeyOptions,
} from '../directory/index.ts'
import { EXIT } from '../exit-code.ts'
import { withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'

/** `trustctl directory publish` */
export const directoryPublish: Verb<DirectoryOption & KeyOptions & { json: boolean }> = {
  manual: {
    synopsis: '[--key KEY] [--passphrase-fd N] [--directory DIR] [--json]',
    description: [
      'Publishes every draft that enough people signed, and signs a fresh snapshot and timestamp, which anybody who keeps the directory may; with nothing drafted, those alone. Drafts that too few signed stay drafts, and a directory does not begin below its thresholds.',
      'Before anything is written, the result is read as a follower would read it, from the first root on.',
      'Publish at least every week, by a job of its own (a person with the role `publish` alone): followers refuse a timestamp that has expired.',
    ],
    json: ['{ published: [ROLE], left: [SIGNING], timestampVersion, expires }'],
    exitCodes: [0, 1, 2, 21, 23],
    examples: [{ command: 'trustctl directory publish --directory keys', does: 'publish what is signed' }],
    files: [
      { path: 'DIR/timestamp.json', what: 'what followers read first; written last' },
      { path: 'DIR/N.root.json', what: 'the chain of roots, never rewritten' },
      { path: 'DIR/targets/', what: 'keys, keyrings, trust roots, revocations' },
    ],
    seeAlso: ['trustctl directory sign', 'trustctl directory verify'],
  },
  options: (parser) => withKey(withDirectory(withJson(parser))),
  run: async (options, cli) => {
    const signer = await signerFor(cli, options)
    const { roles, left, ...rest } = await publishDirectory(folderOf(cli, options), signer, cli.now())
    printResult(cli, options.json, {
      json: { published: roles, left, ...rest },
      text: () => [
        `published  ${roles.join(', ') || 'nothing new'}; timestamp ${rest.timestampVersion}, until ${rest.expires}`,
        ...signingLines(left),
      ],
    })
    return EXIT.ok
  },
}
