import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'
import { sourcesOf } from '../configured.ts'
import { withRunningDaemon } from '../daemon.ts'
import { exitCodeOfHearing, heardLines } from '../directory/index.ts'
import { placeOf } from '../evidence-place.ts'
import { once, withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import { confirm } from '../trust/index.ts'
import type { Verb } from '../verb.ts'

interface Options {
  json: boolean
  place: string
  introduction: string | undefined
  name: string | undefined
}

/** `trustctl directory join` */
export const directoryJoin: Verb<Options> = {
  manual: {
    synopsis: 'PLACE --introduction CODE [--name NAME] [--json]',
    description: [
      'Follows a key directory: its keyrings, trust roots and revocations are trusted next to what is kept here, and the daemon hears what is new by itself. PLACE is an URL or a folder.',
      'CODE names the root that the directory begins with. Whoever keeps the directory sees it with `trustctl directory verify`; take it by another road than the address. Everything later must be signed by the people of that root, or by those to whom they handed over.',
      'Without a code the root is shown, and a person at a terminal says whether it is the one that is meant. In CI, and wherever nobody sits, a code is needed.',
      'Where anything of the directory does not hold, nothing is written.',
    ],
    json: [
      '{ name, where, outcome: "updated", versions, expiresAt } | { …, outcome: "refused", code, reason, words, hint }',
    ],
    exitCodes: [0, 1, 2, 21, 22, 24],
    examples: [
      {
        command:
          'trustctl directory join https://packages.example/keys --introduction 1-ABCD-EFGH-IJKL-MNOP-QRST-UVWX-YZ23-4567',
        does: 'follow the directory that somebody introduced',
      },
    ],
    files: [
      { path: '~/.config/pip-trust/directories/NAME/', what: 'where it is followed, and from which root' },
      { path: '~/.local/state/pip-trust/directories/NAME.json', what: 'what was heard of it' },
      { path: '~/.local/state/pip-trust/revocations.json', what: 'every revocation that was ever heard' },
    ],
    seeAlso: ['trustctl directory status', 'trustctl directory follow', 'trustctl directory leave'],
  },
  options: (parser) =>
    withJson(parser)
      .positional('place', { type: 'string', demandOption: true, describe: 'URL or folder of the directory' })
      .option('introduction', {
        type: 'string',
        requiresArg: true,
        coerce: once('introduction'),
        describe: 'the code of its root',
      })
      .option('name', {
        type: 'string',
        requiresArg: true,
        coerce: once('name'),
        describe: 'what it is called here',
        defaultDescription: 'the last part of PLACE',
      }),
  run: async ({ json, place, introduction, name }, cli) => {
    checkIntroduced(cli, introduction)
    const where = placeOf(place, cli)
    const wish = {
      name: name ?? nameOf(where),
      where,
      introduction: introduction ?? null,
      confirm: (code: string) => confirm(cli, false, `its root is ${code}: is that the one you were told?`),
    }
    const how = { now: cli.now(), signal: new AbortController().signal }
    const outcome = await sourcesOf(cli).joinDirectory(wish, how)
    if (outcome === null) throw new CliError('usage', { message: 'nothing was joined', hint: ASK })
    await withRunningDaemon(cli, (daemon) => daemon.reload())
    printResult(cli, json, { json: outcome, text: () => heardLines(outcome, cli) })
    return exitCodeOfHearing([outcome])
  },
}

const ASK = 'ask whoever keeps the directory for its code: trustctl directory verify'

/** Nobody compares anything in CI: what is trusted there was given, and never seen first. */
function checkIntroduced({ env, terminal }: Cli, introduction: string | undefined): void {
  const isCi = !['', '0', 'false'].includes((env['CI'] ?? '').toLowerCase())
  if (introduction !== undefined || (terminal !== null && !isCi)) return
  throw new CliError('usage', {
    message: 'a key directory is not trusted by its first sight: `--introduction CODE` is missing',
    hint: ASK,
  })
}

function nameOf(where: string): string {
  const parts = where.split('/').filter((part) => part !== '')
  const last = (parts.at(-1) ?? '').toLowerCase().replaceAll(/[^a-z0-9._-]+/g, '-')
  return last.replaceAll(/^[^a-z0-9]+|[^a-z0-9]+$/g, '').slice(0, 64)
}
