import { addPerson } from '../../publish/directory/index.ts'
import { PERSON_ROLES, type PersonRole } from '../../sources/index.ts'
import { CliError } from '../cli-error.ts'
import {
  draftedLines,
  folderOf,
  publicKeyNamed,
  withDirectory,
  type DirectoryOption,
} from '../directory/index.ts'
import { EXIT } from '../exit-code.ts'
import { many, once, withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'

interface Options extends DirectoryOption {
  json: boolean
  name: string
  key: string | undefined
  contact: string | undefined
  role: readonly string[] | undefined
}

/** `trustctl directory add-person` */
export const directoryAddPerson: Verb<Options> = {
  manual: {
    synopsis: 'NAME [--key KEY] [--contact TEXT] [--role ROLE]... [--directory DIR] [--json]',
    description: [
      'Drafts a person who keeps the directory, or what is new of one: another key is a rotation of the root, which the people before must sign too.',
      'Everybody has one key in a directory, and no key is two people’s, so that thresholds count people whatever reads it. KEY is a public key in PEM, or a key of your own. Policies count people by the address in --contact.',
      'Roles: `root` signs who may do what, `keys` keys and keyrings, `policy` policies, `revocations` revocations; `publish` only publishes what others signed. Without --role: all.',
    ],
    json: ['{ person, drafted: [ROLE] }'],
    exitCodes: [0, 1, 2],
    examples: [
      {
        command: 'trustctl directory add-person dana --key dana.pem --contact "Dana <dana@acme.example>"',
        does: 'dana keeps the directory, too',
      },
    ],
    files: [{ path: 'DIR/draft/', what: 'what is drafted and not published yet' }],
    seeAlso: ['trustctl directory remove-person', 'trustctl directory sign'],
  },
  options: (parser) =>
    withDirectory(withJson(parser))
      .positional('name', { type: 'string', demandOption: true, describe: 'the id of the person' })
      .option('key', {
        type: 'string',
        requiresArg: true,
        coerce: once('key'),
        describe: 'public key in PEM, or a key of your own',
      })
      .option('contact', {
        type: 'string',
        requiresArg: true,
        coerce: once('contact'),
        describe: 'name and address',
      })
      .option('role', {
        type: 'string',
        requiresArg: true,
        coerce: many('role'),
        describe: 'what the person signs; may be repeated',
        defaultDescription: 'everything',
      }),
  run: async (options, cli) => {
    const { json, name, key, contact, role = [] } = options
    const wish = {
      name,
      contact: contact ?? null,
      publicKey: key === undefined ? null : await publicKeyNamed(cli, key),
      roles: role.length === 0 ? null : role.map(roleOf),
    }
    const drafted = await addPerson(folderOf(cli, options), wish, cli.now())
    printResult(cli, json, { json: { person: name, drafted }, text: () => draftedLines(drafted) })
    return EXIT.ok
  },
}

function roleOf(text: string): PersonRole {
  const found = PERSON_ROLES.find((each) => each === text)
  if (found !== undefined) return found
  throw new CliError('usage', { message: `\`${text}\` is no role: expected ${PERSON_ROLES.join(', ')}` })
}
