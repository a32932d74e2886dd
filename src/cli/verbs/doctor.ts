import { availableParallelism, homedir, tmpdir } from 'node:os'
import type { DaemonConnection } from '../../client/index.ts'
import { diagnose, diagnosisLines, type Parts } from '../../guard/index.ts'
import type { Cli } from '../cli.ts'
import { withDaemon } from '../daemon.ts'
import { EXIT } from '../exit-code.ts'
import { withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import { stateOf } from '../state/index.ts'
import type { Verb } from '../verb.ts'

const PROGRESS_MS = 1000

/** `trustctl doctor` */
export const doctor: Verb<{ json: boolean; dir: string[] | undefined }> = {
  manual: {
    synopsis: '[DIR...] [--json]',
    description: [
      'Finds every Python and pip that you may run (PATH, pyenv, conda, pipx, uv, poetry, and virtual environments below DIR; without DIR below the current folder and the usual homes of environments), and proves for each whether it is covered: from an index on this machine it is to fetch a good package, one with a byte changed, and one with another file’s attestation, into a folder that is thrown away. Nothing is installed. For what is not covered it prints the command that mends it. Of uv, poetry and pdm, which fetch without pip, it tells whether PATH leads to the front that guards them.',
      'It also looks at what the guard stands on: owners and modes of its folders and sockets, versions of daemon and interceptor, the policy, the age of trust data, clock and disk, and at aliases, variables and proxies that come between. Programs that another user could have changed are not run.',
      'Pips of other users, `sudo pip` among them, are not looked at: each user runs a doctor of their own.',
    ],
    json: [
      '{ covered: BOOLEAN,',
      '  pips: [{ name, command: [WORD], by, reached: ["shim" | "witness" | "pip-conf"], foreign,',
      '    python: { executable, version, prefix, isEnvironment, pip, witness } | null,',
      '    verdict: { kind: "covered" | "not-covered" | "refuses-everything" | "unknown", codes, why, gotThrough }, mend }],',
      '  house: [{ about, level: "good" | "caution" | "bad", words, mend }],',
      '  withoutPip: [PATH], silent: [PATH] }',
    ],
    exitCodes: [0, 1, 3, 25],
    examples: [
      { command: 'trustctl doctor', does: 'is every pip of mine covered?' },
      { command: 'trustctl doctor ~/projects', does: 'with all virtual environments below a folder' },
    ],
    files: [],
    seeAlso: ['trustctl status', 'trustctl protect', 'trustctl shellenv'],
  },
  options: (parser) =>
    withJson(parser).positional('dir', {
      type: 'string',
      array: true,
      describe: 'folder to look through for virtual environments',
    }),
  run: async ({ json, dir = [] }, cli) => {
    const diagnosis = await withDaemon(cli, async (daemon) =>
      diagnose(dir, await partsOf(cli, daemon), { ...cli, ...host(cli), daemon, onProgress: progress(cli) }),
    )
    printResult(cli, json, { json: diagnosis, text: () => diagnosisLines(diagnosis, cli) })
    if (diagnosis.pips.length === 0) return EXIT.nothingChecked
    return diagnosis.covered ? EXIT.ok : EXIT.unproven
  },
}

function host({ env }: Cli) {
  return {
    home: env['HOME'] ?? homedir(),
    uid: process.getuid?.() ?? 0,
    cores: availableParallelism(),
    temporary: tmpdir(),
  }
}

async function partsOf(cli: Cli, daemon: DaemonConnection): Promise<Parts> {
  const [state, { decisions }] = await Promise.all([
    stateOf(cli),
    daemon.decisions({ since: 0, before: null, limit: 1 }),
  ])
  return {
    ...state,
    bypassUntil: state.bypass?.until ?? null,
    lastDecisionAt: decisions[0]?.at ?? null,
  }
}

/** Says how far it is, once a second, where a person watches. */
function progress({ terminal, monotonicMs, complain }: Cli): (tried: number, all: number) => void {
  let next = monotonicMs() + PROGRESS_MS
  return (tried, all) => {
    if (terminal === null || monotonicMs() < next) return
    next = monotonicMs() + PROGRESS_MS
    complain(`${tried} of ${all} pips tried`)
  }
}
