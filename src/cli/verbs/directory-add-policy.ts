import { addPolicy } from '../../publish/directory/index.ts'
import { presetsOf } from '../configured.ts'
import { draftedLines, folderOf, readNamed, withDirectory, type DirectoryOption } from '../directory/index.ts'
import { EXIT } from '../exit-code.ts'
import { withJson } from '../options.ts'
import { problemLines } from '../policy-problems.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'

/** `trustctl directory add-policy` */
export const directoryAddPolicy: Verb<DirectoryOption & { json: boolean; file: string }> = {
  manual: {
    synopsis: 'FILE [--directory DIR] [--json]',
    description: [
      'Drafts a policy that holds for everybody who follows the directory, beside the policies of their own: each is asked about every artifact, and the strictest answer wins. It loosens nothing of what a follower’s machine says. Its name in the directory is its `metadata.name`; each change raises `metadata.version`.',
      'It must pass what followers hold it to, its own tests among it, and may name no keyrings but the directory’s. Its exceptions count for its own refusals alone.',
    ],
    json: [
      '{ policy: NAME, drafted: [ROLE] }',
      'of a policy that does not pass: { valid: false, problems: [PROBLEM] }',
    ],
    exitCodes: [0, 1, 2],
    examples: [
      { command: 'trustctl directory add-policy acme.yaml', does: 'draft it; two must sign, as for keys' },
    ],
    files: [{ path: 'DIR/draft/', what: 'what is drafted and not published yet' }],
    seeAlso: ['trustctl policy check', 'trustctl directory remove-policy', 'trustctl directory sign'],
  },
  options: (parser) =>
    withDirectory(withJson(parser)).positional('file', {
      type: 'string',
      demandOption: true,
      describe: 'the policy',
    }),
  run: async (options, cli) => {
    const { json, file } = options
    const text = Buffer.from(await readNamed(cli, file)).toString('utf8')
    const wish = { label: file, text, presets: await presetsOf(cli) }
    const made = await addPolicy(folderOf(cli, options), wish, cli.now())
    printResult(cli, json, {
      json: made.ok
        ? { policy: made.name, drafted: made.drafted }
        : { valid: false, problems: made.problems },
      text: () => (made.ok ? draftedLines(made.drafted) : problemLines(made.problems, { file, text }, cli)),
    })
    return made.ok ? EXIT.ok : EXIT.usage
  },
}
