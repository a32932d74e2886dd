import {
  isToolName,
  protectPython,
  protectTool,
  protectUser,
  type PythonProtection,
  type ToolName,
  type ToolProtection,
} from '../../guard/index.ts'
import type { Cli } from '../cli.ts'
import { EXIT } from '../exit-code.ts'
import { withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import { guardWorld, pythonLines, startWords, toolLines, userLines } from '../protect/index.ts'
import type { Verb } from '../verb.ts'

/** `trustctl protect` */
export const protect: Verb<{ json: boolean; 'no-systemd': boolean; what: readonly string[] }> = {
  manual: {
    synopsis: 'user | uv | poetry | pdm | pipx | VENV | PYTHON ... [--no-systemd] [--json]',
    description: [
      'Guards pips that no shim sees: `python -m pip`, tox, nox, pipx, editors.',
      '`user` points every pip of yours at the guard, by pip’s own user configuration: what it has there stays, and its proxy and certificates become those of the guard. New virtual environments are covered without being told. Where a Python reads your own folder for packages, the witness is put there as well, which sees local files and caches too.',
      'A virtual environment or a Python gets the witness in a `.pth` file: every pip that it runs is watched wholly, however it is started. Other programs of that Python do not notice.',
      '`uv`, `poetry` and `pdm` fetch without pip. Each is sent to the guard by its own configuration and by a front that `trustctl shellenv` puts first on PATH, with a cache of its own, so that what was cached before is not used. Without the front it finds no certificate that verifies. `pipx` starts pips of yours: it is the same as `user`.',
      'All of it is harmless when repeated, and `trustctl unprotect` takes it back.',
    ],
    json: [
      '{ user: { pipConf, proxy: { host, port }, pythons: [PYTHON], unit: { path, running, problem } | null, notices } | null,',
      '  pythons: [{ python, prefix, folder, kind, minor, changed, notices }],',
      '  tools: [{ tool, conf, fronts, programs, cache, notices }] }',
    ],
    exitCodes: [0, 1, 2],
    examples: [
      { command: 'trustctl protect user', does: 'guard all pips of this user' },
      { command: 'trustctl protect uv poetry', does: 'guard two tools that fetch without pip' },
      { command: 'trustctl protect .venv', does: 'guard one virtual environment wholly' },
    ],
    files: [
      { path: '~/.config/pip/pip.conf', what: 'pip’s user configuration' },
      { path: '~/.local/state/pip-trust/guard', what: 'the guard’s token, and what was changed where' },
      {
        path: '~/.config/uv/uv.toml',
        what: 'uv’s user configuration; ~/.config/pypoetry/config.toml and ~/.config/pdm/config.toml for the others',
      },
      { path: '~/.config/systemd/user/pip-trust-guard.service', what: 'keeps the guard running' },
    ],
    seeAlso: ['trustctl unprotect', 'trustctl status', 'trustctl shellenv'],
  },
  options: (parser) =>
    withJson(parser)
      .positional('what', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: '`user`, a tool, folders of environments, Pythons; a folder called user is ./user',
      })
      .option('no-systemd', {
        type: 'boolean',
        default: false,
        defaultDescription: 'no',
        describe: 'do not have systemd keep the guard running',
      }),
  run: async ({ json, what, 'no-systemd': noSystemd }, cli) => {
    const isUser = what.some((each) => USER_WORDS.has(each))
    const user = isUser ? await protectUser(guardWorld(cli), { systemd: !noSystemd }) : null
    const tools = await protectTools(what.filter(isToolName), cli)
    const pythons = await protectAll(
      what.filter((each) => !USER_WORDS.has(each) && !isToolName(each)),
      cli,
    )
    printResult(cli, json, {
      json: { user, pythons, tools },
      text: () => [
        ...(user === null ? [] : userLines(user, cli)),
        ...pythons.flatMap(pythonLines),
        ...tools.flatMap((tool) => toolLines(tool, cli)),
      ],
    })
    return EXIT.ok
  },
}

/** pipx starts pips of this person; what protects those protects it. */
const USER_WORDS: ReadonlySet<string> = new Set(['user', 'pipx'])

async function protectTools(names: readonly ToolName[], cli: Cli): Promise<readonly ToolProtection[]> {
  const done: ToolProtection[] = []
  for (const name of names) done.push(await protectTool(name, startWords(cli), guardWorld(cli)))
  return done
}

/** One after the other: they share a record. */
async function protectAll(named: readonly string[], cli: Cli): Promise<readonly PythonProtection[]> {
  const done: PythonProtection[] = []
  for (const each of named) done.push(await protectPython(each, cli.cwd, guardWorld(cli)))
  return done
}
