import { protectPython, protectUser, type PythonProtection } from '../../guard/index.ts'
import type { Cli } from '../cli.ts'
import { EXIT } from '../exit-code.ts'
import { withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import { guardWorld, pythonLines, userLines } from '../protect/index.ts'
import type { Verb } from '../verb.ts'

/** `trustctl protect` */
export const protect: Verb<{ json: boolean; 'no-systemd': boolean; what: readonly string[] }> = {
  manual: {
    synopsis: 'user | VENV | PYTHON ... [--no-systemd] [--json]',
    description: [
      'Guards pips that no shim sees: `python -m pip`, tox, nox, pipx, editors.',
      '`user` points every pip of yours at the guard, by pip’s own user configuration: what it has there stays, and its proxy and certificates become those of the guard. New virtual environments are covered without being told. Where a Python reads your own folder for packages, the witness is put there as well, which sees local files and caches too.',
      'A virtual environment or a Python gets the witness in a `.pth` file: every pip that it runs is watched wholly, however it is started. Other programs of that Python do not notice.',
      'All of it is harmless when repeated, and `trustctl unprotect` takes it back.',
    ],
    json: [
      '{ user: { pipConf, proxy: { host, port }, pythons: [PYTHON], unit: { path, running, problem } | null, notices } | null,',
      '  pythons: [{ python, prefix, folder, kind, minor, changed, notices }] }',
    ],
    exitCodes: [0, 1, 2],
    examples: [
      { command: 'trustctl protect user', does: 'guard all pips of this user' },
      { command: 'trustctl protect .venv', does: 'guard one virtual environment wholly' },
    ],
    files: [
      { path: '~/.config/pip/pip.conf', what: 'pip’s user configuration' },
      { path: '~/.local/state/pip-trust/guard', what: 'the guard’s token, and what was changed where' },
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
        describe: '`user`, folders of environments, Pythons; a folder called user is ./user',
      })
      .option('no-systemd', {
        type: 'boolean',
        default: false,
        defaultDescription: 'no',
        describe: 'do not have systemd keep the guard running',
      }),
  run: async ({ json, what, 'no-systemd': noSystemd }, cli) => {
    const user = what.includes('user') ? await protectUser(guardWorld(cli), { systemd: !noSystemd }) : null
    const pythons = await protectAll(
      what.filter((each) => each !== 'user'),
      cli,
    )
    printResult(cli, json, {
      json: { user, pythons },
      text: () => [...(user === null ? [] : userLines(user, cli)), ...pythons.flatMap(pythonLines)],
    })
    return EXIT.ok
  },
}

/** One after the other: they share a record. */
async function protectAll(named: readonly string[], cli: Cli): Promise<readonly PythonProtection[]> {
  const done: PythonProtection[] = []
  for (const each of named) done.push(await protectPython(each, cli.cwd, guardWorld(cli)))
  return done
}
