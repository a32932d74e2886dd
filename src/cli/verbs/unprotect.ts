import {
  isToolName,
  protectionOf,
  rememberedTools,
  type ToolUnprotection,
  unprotectFolder,
  unprotectPython,
  unprotectTool,
  unprotectUser,
} from '../../guard/index.ts'
import { safeText } from '../../verdict/index.ts'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'
import { EXIT } from '../exit-code.ts'
import { withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import { guardWorld, unprotectedToolLine, unprotectedUserLines } from '../protect/index.ts'
import type { Verb } from '../verb.ts'

interface Unprotected {
  readonly python: string
  readonly folder: string
  readonly removed: boolean
}

/** `trustctl unprotect` */
export const unprotect: Verb<{ json: boolean; all: boolean; what: readonly string[] | undefined }> = {
  manual: {
    synopsis: 'user | uv | poetry | pdm | pipx | VENV | PYTHON ... | --all [--json]',
    description: [
      'Takes back what `trustctl protect` did. The configuration of pip or of a tool is given back byte for byte where nobody has written it since; else our lines are taken out of it and everybody else’s stay.',
      '`--all` takes back everything that is remembered, environments that were protected by name among them.',
    ],
    json: [
      '{ user: { pipConf: { path, outcome }, pythons, unitRemoved } | null, pythons: [{ python, folder, removed }],',
      '  tools: [{ tool, conf: { path, outcome } }] }',
    ],
    exitCodes: [0, 1, 2],
    examples: [{ command: 'trustctl unprotect --all', does: 'leave no trace, before pip-trust is removed' }],
    files: [{ path: '~/.config/pip/pip.conf', what: 'pip’s user configuration' }],
    seeAlso: ['trustctl protect', 'trustctl status'],
  },
  options: (parser) =>
    withJson(parser)
      .positional('what', {
        type: 'string',
        array: true,
        describe: '`user`, a tool, folders of environments, Pythons',
      })
      .option('all', {
        type: 'boolean',
        default: false,
        defaultDescription: 'no',
        describe: 'everything that was protected',
      }),
  run: async ({ json, all, what = [] }, cli) => {
    if (!all && what.length === 0)
      throw new CliError('usage', {
        message: 'nothing is named that is to be unprotected',
        hint: 'trustctl unprotect user, or trustctl unprotect --all',
      })
    const world = guardWorld(cli)
    const pythons = all ? await everyPython(cli) : await named(what, cli)
    const tools = await unprotectTools(all ? await rememberedTools(world) : what, cli)
    const isUser = all || what.some((word) => USER_WORDS.has(word))
    const user = isUser ? await unprotectUser(world) : null
    printResult(cli, json, {
      json: { user, pythons, tools },
      text: () => [
        ...(user === null ? [] : unprotectedUserLines(user)),
        ...pythons.map(line),
        ...tools.map(unprotectedToolLine),
      ],
    })
    return EXIT.ok
  },
}

const USER_WORDS: ReadonlySet<string> = new Set(['user', 'pipx'])

async function unprotectTools(words: readonly string[], cli: Cli): Promise<readonly ToolUnprotection[]> {
  const done: ToolUnprotection[] = []
  for (const tool of words.filter(isToolName)) done.push(await unprotectTool(tool, guardWorld(cli)))
  return done
}

async function named(what: readonly string[], cli: Cli): Promise<readonly Unprotected[]> {
  const done: Unprotected[] = []
  for (const each of what.filter((word) => !USER_WORDS.has(word) && !isToolName(word)))
    done.push(await unprotectPython(each, cli.cwd, guardWorld(cli)))
  return done
}

/** By their folders: an environment may be too broken by now to say where its packages are. */
async function everyPython(cli: Cli): Promise<readonly Unprotected[]> {
  const world = guardWorld(cli)
  const done: Unprotected[] = []
  for (const { python, folder, kind } of (await protectionOf(world)).pythons)
    if (kind === 'environment') done.push({ python, folder, removed: await unprotectFolder(folder, world) })
  return done
}

const line = ({ python, folder, removed }: Unprotected): string =>
  removed
    ? `not protected any more: ${safeText(python)}; the witness was taken out of ${safeText(folder)}`
    : `was not protected: ${safeText(python)}`
