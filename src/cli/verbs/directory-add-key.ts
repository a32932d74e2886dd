import { addKey } from '../../publish/directory/index.ts'
import { provesPossession } from '../../publish/keys/index.ts'
import { parseKeyRecord } from '../../sources/index.ts'
import { draftedLines, folderOf, readNamed, withDirectory, type DirectoryOption } from '../directory/index.ts'
import { EXIT } from '../exit-code.ts'
import { many, once, withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import { ownKeys } from '../signing/index.ts'
import type { Cli } from '../cli.ts'
import type { Verb } from '../verb.ts'

interface Options extends DirectoryOption {
  json: boolean
  key: string
  record: string | undefined
  keyring: readonly string[] | undefined
}

/** `trustctl directory add-key` */
export const directoryAddKey: Verb<Options> = {
  manual: {
    synopsis: 'KEY [--record FILE] [--keyring NAME]... [--directory DIR] [--json]',
    description: [
      'Drafts a key that signs releases, rebuilds or bills of materials, or what is new of one: its state and calendar are in its record. KEY is a key of your own; or with --record the file of somebody else’s, as `trustctl keys export` and `trustctl keys export --record` write them.',
      'Its holder must be a person of the directory, under the same contact, and the record must show that the holder has the key. It counts as its holder’s, whatever its user ids say.',
      'With --keyring it is put into a keyring, which policies name; new ones are made. A CA’s certificate vouches for everybody whom it certifies for signing code.',
    ],
    json: ['{ key: FINGERPRINT, keyrings, drafted: [ROLE] }'],
    exitCodes: [0, 1, 2],
    examples: [
      { command: 'trustctl directory add-key 9F86D081 --keyring acme-release', does: 'a key of your own' },
      {
        command: 'trustctl directory add-key erin.pem --record erin.yaml --keyring acme-release',
        does: 'somebody else’s',
      },
    ],
    files: [{ path: 'DIR/draft/', what: 'what is drafted and not published yet' }],
    seeAlso: ['trustctl keys new', 'trustctl keys export', 'trustctl directory sign'],
  },
  options: (parser) =>
    withDirectory(withJson(parser))
      .positional('key', { type: 'string', demandOption: true, describe: 'a key of your own, or a file' })
      .option('record', {
        type: 'string',
        requiresArg: true,
        coerce: once('record'),
        describe: 'the record of the key in the file',
      })
      .option('keyring', {
        type: 'string',
        requiresArg: true,
        coerce: many('keyring'),
        describe: 'the keyring it is to be in; may be repeated',
      }),
  run: async (options, cli) => {
    const { json, keyring: keyrings = [] } = options
    const { record, publicFile } = await named(cli, options)
    const folder = folderOf(cli, options)
    const drafted = await addKey(folder, { record, publicFile, keyrings }, provesPossession, cli.now())
    printResult(cli, json, {
      json: { key: record.fingerprint, keyrings, drafted },
      text: () => draftedLines(drafted),
    })
    return EXIT.ok
  },
}

async function named(cli: Cli, { key, record: file }: Pick<Options, 'key' | 'record'>) {
  if (file !== undefined)
    return { record: parseKeyRecord(await readNamed(cli, file)), publicFile: await readNamed(cli, key) }
  const folder = ownKeys(cli)
  const { record } = await folder.find(key)
  return { record, publicFile: await folder.publicFile(record) }
}
