import type { ToolName } from './tools.ts'

/** What a front has in it. Paths are absolute. */
export interface FrontParts {
  readonly tool: ToolName
  readonly program: string
  /** Set for a run that fetches. */
  readonly variables: Readonly<Record<string, string>>
  /** Taken away for it. */
  readonly unset: readonly string[]
  /** Set for a run that ends in a program of the person's own, which inherits them. */
  readonly inherited: Readonly<Record<string, string>>
  /** There while an interceptor runs. */
  readonly socket: string
  /** The words that start the guard. */
  readonly start: readonly string[]
}

/**
 * Which runs end in a program of the person's own (`uv run`, `poetry run`), as a function over the words: the guard is
 * not to be in that program's way. `uv` keeps its own configuration then, which sends it to the guard; where it is told
 * to leave that aside, the run counts as one that fetches.
 */
const STARTS_PROGRAMS: Readonly<Record<string, string>> = {
  uvx: `pt_starts() {
  [ -z "\${UV_NO_CONFIG-}\${UV_CONFIG_FILE-}" ] || return 1
  for pt_word do
    case $pt_word in --no-config | --config-file | --config-file=*) return 1 ;; esac
  done
}`,
  uv: `pt_starts() {
  [ -z "\${UV_NO_CONFIG-}\${UV_CONFIG_FILE-}" ] || return 1
  for pt_word do
    case $pt_word in --no-config | --config-file | --config-file=*) return 1 ;; esac
  done
  while [ $# -gt 1 ]; do
    case $1 in
      --directory | --project | --cache-dir | --color | --allow-insecure-host) shift ;;
      -*) ;;
      run) return 0 ;;
      tool) [ "$2" = run ]; return ;;
      *) return 1 ;;
    esac
    shift
  done
  return 1
}`,
  poetry: `pt_starts() {
  while [ $# -gt 1 ]; do
    case $1 in
      -C | --directory | -P | --project) shift ;;
      -*) ;;
      run) return 0 ;;
      *) break ;;
    esac
    shift
  done
  [ "\${1-}" = shell ]
}`,
  // Any word that is no command of pdm's is a script of the project.
  pdm: `pt_starts() {
  while [ $# -gt 1 ]; do
    case $1 in
      -c | --config) shift ;;
      -*) ;;
      *) break ;;
    esac
    shift
  done
  case \${1-} in
    add | build | cache | completion | config | export | fix | import | info | init | install | list | lock | new) return 1 ;;
    outdated | plugin | publish | py | python | remove | search | self | show | sync | update | use | venv | -*) return 1 ;;
  esac
}`,
}

/**
 * A POSIX shell script that PATH finds in the place of a tool's program: it execs the real one, with the guard's
 * proxy, certificate and cache in its environment.
 */
export function frontScript(parts: FrontParts): string {
  const { tool, program, variables, unset, inherited, socket, start } = parts
  return [
    '#!/bin/sh',
    `# pip-trust front: guards \`${program}\`. \`trustctl protect ${tool}\` wrote it, \`trustctl unprotect ${tool}\` removes it.`,
    '',
    STARTS_PROGRAMS[program] ?? '',
    '',
    REAL_PROGRAM,
    '',
    `pt_real=$(pt_find ${program}) || {`,
    `  printf '%s\\n' 'pip-trust: there is no \`${program}\` on PATH beside the front that guards it' >&2`,
    '  exit 127',
    '}',
    'if pt_starts "$@"; then',
    ...Object.entries(inherited).map(([name, value]) => `  export ${name}=${quoted(value)}`),
    ...(Object.keys(inherited).length === 0 ? ['  exec "$pt_real" "$@"'] : []),
    'else',
    ...(unset.length === 0 ? [] : [`  unset ${unset.join(' ')}`]),
    ...Object.entries(variables).map(([name, value]) => `  export ${name}=${quoted(value)}`),
    'fi',
    `[ -S ${quoted(socket)} ] || ${start.map(quoted).join(' ')} >/dev/null 2>&1`,
    'exec "$pt_real" "$@"',
    '',
  ].join('\n')
}

/** Fronts know each other by their second line; what they guard is the first program on PATH that is none. */
const REAL_PROGRAM = `pt_find() {
  set -f
  IFS=:
  for pt_folder in $PATH; do
    pt_file=\${pt_folder:-.}/$1
    [ -f "$pt_file" ] && [ -x "$pt_file" ] || continue
    pt_line=
    { read -r pt_line; read -r pt_line; } < "$pt_file" 2>/dev/null
    case $pt_line in '# pip-trust front:'*) continue ;; esac
    printf '%s\\n' "$pt_file"
    return 0
  done
  return 1
}`

/** POSIX quoting: everything between single quotes is literal. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
