import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'
import { EXIT } from '../exit-code.ts'
import { withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'

const SHELLS: ReadonlySet<string> = new Set(['bash', 'zsh'])
const NAMES = ['pip', 'pip3'] as const
const TOOL_PROGRAMS = ['uv', 'uvx', 'poetry', 'pdm'] as const

/** `trustctl shellenv` */
export const shellenv: Verb<{ json: boolean; shell: string | undefined }> = {
  manual: {
    synopsis: '[bash|zsh] [--json]',
    description: [
      'Prints what makes a shell use the guarded pip: a PATH that has the shims first, and functions `pip` and `pip3`. Tools that `trustctl protect` guards (uv, poetry, pdm) are among them. The functions are for virtual environments: `activate` puts the environment’s own pip before the shims, and a function is found before any PATH. The guarded pip then runs the pip of that environment.',
      'What is printed is the same for bash and zsh.',
    ],
    json: ['{ path: [FOLDER], functions: { pip: FILE, pip3: FILE, uv: FILE, … } }'],
    exitCodes: [0, 2],
    examples: [
      {
        command: 'eval "$(trustctl shellenv)"',
        does: 'guard pip in this shell; put it into ~/.bashrc or ~/.zshrc to guard all',
      },
    ],
    files: [],
    seeAlso: ['trustctl status'],
  },
  options: (parser) =>
    withJson(parser).positional('shell', {
      type: 'string',
      describe: 'bash or zsh; that of $SHELL when left out',
    }),
  run: async ({ json, shell }, cli) => {
    if (shell !== undefined && !SHELLS.has(basename(shell))) throw unsupported(shell)
    const fronts = frontsIn(cli)
    const path = [
      ...(fronts.length === 0 ? [] : [cli.paths.guardedToolsBin]),
      cli.shims,
      ...(cli.bin === null ? [] : [cli.bin]),
    ]
    const functions = [...NAMES.map((name) => [name, shimFor(cli, name)] as const), ...fronts]
    printResult(cli, json, {
      json: { path, functions: Object.fromEntries(functions) },
      text: () => [
        pathLine(path),
        ...functions.map(([name, shim]) => `function ${name} { ${quote(shim)} "$@"; }`),
      ],
    })
    return EXIT.ok
  },
}

/** uv and others that are protected. */
function frontsIn({ paths: { guardedToolsBin } }: Cli): readonly (readonly [string, string])[] {
  return TOOL_PROGRAMS.map((name) => [name, join(guardedToolsBin, name)] as const).filter(([, front]) =>
    existsSync(front),
  )
}

/** A checkout has one front, which serves for every name. */
function shimFor(cli: Cli, name: string): string {
  const own = join(cli.shims, name)
  return existsSync(own) ? own : join(cli.shims, 'pip')
}

/**
 * Whatever PATH had of these folders is left where it is: ours come first, once. `function NAME {` rather than `NAME()`
 * because zsh would put an alias of that name in its place while it reads the line.
 */
function pathLine(folders: readonly string[]): string {
  const ours = folders.map((folder) => `${quote(folder)}:`).join('')
  return `case ":$PATH" in ":"${ours}*) ;; *) export PATH=${ours}"$PATH" ;; esac`
}

/** POSIX quoting: everything between single quotes is literal. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

function unsupported(shell: string): CliError {
  return new CliError('usage', {
    message: `\`${shell}\` is not a shell that this can print for: expected \`bash\` or \`zsh\``,
    hint: 'for other shells put the shims first in PATH by hand: trustctl shellenv --json',
  })
}
