import { initDirectory } from '../../publish/directory/index.ts'
import { safeText } from '../../verdict/index.ts'
import { folderOf, peopleCount, withDirectory, type DirectoryOption } from '../directory/index.ts'
import { EXIT } from '../exit-code.ts'
import { once, withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'

interface Options extends DirectoryOption {
  json: boolean
  threshold: string | undefined
  'keys-threshold': string | undefined
  'policy-threshold': string | undefined
}

/** `trustctl directory init` */
export const directoryInit: Verb<Options> = {
  manual: {
    synopsis: '[--directory DIR] [--threshold N] [--keys-threshold N] [--policy-threshold N] [--json]',
    description: [
      'Begins a key directory: a TUF repository of static files, for git, a folder or any web server. Nothing is published yet: add the people who keep it, let them sign, and publish.',
      'Thresholds count people, and nobody counts twice: --threshold must sign who may do what (root), --keys-threshold keys and keyrings, --policy-threshold policies. A revocation needs one person.',
    ],
    json: ['{ directory, thresholds: { root, keys, policy } }'],
    exitCodes: [0, 1, 2],
    examples: [
      {
        command: 'trustctl directory init --directory keys',
        does: 'three of those who keep it sign its root',
      },
    ],
    files: [{ path: 'DIR/draft/', what: 'what is drafted and not published yet' }],
    seeAlso: ['trustctl directory add-person', 'trustctl directory sign', 'trustctl directory publish'],
  },
  options: (parser) =>
    withDirectory(withJson(parser))
      .option('threshold', {
        type: 'string',
        requiresArg: true,
        coerce: once('threshold'),
        describe: 'people who sign the root',
        defaultDescription: '3',
      })
      .option('keys-threshold', {
        type: 'string',
        requiresArg: true,
        coerce: once('keys-threshold'),
        describe: 'people who sign keys and keyrings',
        defaultDescription: '2',
      })
      .option('policy-threshold', {
        type: 'string',
        requiresArg: true,
        coerce: once('policy-threshold'),
        describe: 'people who sign policies',
        defaultDescription: '2',
      }),
  run: async (options, cli) => {
    const directory = folderOf(cli, options)
    const thresholds = {
      root: peopleCount('threshold', options.threshold) ?? 3,
      keys: peopleCount('keys-threshold', options['keys-threshold']) ?? 2,
      policy: peopleCount('policy-threshold', options['policy-threshold']) ?? 2,
    }
    await initDirectory(directory, thresholds, cli.now())
    printResult(cli, options.json, {
      json: { directory, thresholds },
      text: () => [
        `begun  ${safeText(directory)}: ${thresholds.root} people sign its root`,
        '  add them: trustctl directory add-person NAME --key FILE --contact "Dana <dana@acme.example>"',
      ],
    })
    return EXIT.ok
  },
}
