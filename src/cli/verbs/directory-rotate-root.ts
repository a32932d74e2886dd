import { changeDirectory, DRAFT_ROLES, rotateRoot } from '../../publish/directory/index.ts'
import {
  draftedLines,
  folderOf,
  peopleCount,
  withDirectory,
  type DirectoryOption,
} from '../directory/index.ts'
import { EXIT } from '../exit-code.ts'
import { once, withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'

interface Options extends DirectoryOption {
  json: boolean
  threshold: string | undefined
  'keys-threshold': string | undefined
  'policy-threshold': string | undefined
  all: boolean
}

/** `trustctl directory rotate-root` */
export const directoryRotateRoot: Verb<Options> = {
  manual: {
    synopsis:
      '[--threshold N] [--keys-threshold N] [--policy-threshold N] [--all] [--directory DIR] [--json]',
    description: [
      'Drafts the next root, with a later expiry and, where they are given, other thresholds. It must be signed by enough of the people before and of those after; followers go from root to root, and the chain is never rewritten. A person’s other key, or another person, is `directory add-person`.',
      'With --all every file is drafted anew: for renewing what runs out. Root and delegations hold for 365 days, keys and policies for 180, revocations for 365; snapshot and timestamp (30 and 7 days) are signed anew by each `directory publish`.',
    ],
    json: ['{ drafted: [ROLE] }'],
    exitCodes: [0, 1, 2],
    examples: [
      { command: 'trustctl directory rotate-root --threshold 2', does: 'two people are enough from now on' },
    ],
    files: [{ path: 'DIR/draft/', what: 'what is drafted and not published yet' }],
    seeAlso: ['trustctl directory add-person', 'trustctl directory sign'],
  },
  options: (parser) =>
    withDirectory(withJson(parser))
      .option('threshold', {
        type: 'string',
        requiresArg: true,
        coerce: once('threshold'),
        describe: 'people who sign the root',
      })
      .option('keys-threshold', {
        type: 'string',
        requiresArg: true,
        coerce: once('keys-threshold'),
        describe: 'people who sign keys and keyrings',
      })
      .option('policy-threshold', {
        type: 'string',
        requiresArg: true,
        coerce: once('policy-threshold'),
        describe: 'people who sign policies',
      })
      .option('all', {
        type: 'boolean',
        default: false,
        describe: 'draft every file anew',
        defaultDescription: 'no',
      }),
  run: async (options, cli) => {
    const folder = folderOf(cli, options)
    const wanted = {
      root: peopleCount('threshold', options.threshold),
      keys: peopleCount('keys-threshold', options['keys-threshold']),
      policy: peopleCount('policy-threshold', options['policy-threshold']),
    }
    const rotated = await rotateRoot(folder, wanted, cli.now())
    const drafted = options.all
      ? await changeDirectory(folder, cli.now(), () => ({ renew: DRAFT_ROLES }))
      : rotated
    printResult(cli, options.json, { json: { drafted }, text: () => draftedLines(drafted) })
    return EXIT.ok
  },
}
