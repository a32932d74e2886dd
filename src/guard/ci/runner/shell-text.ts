import type { Variable } from './github-files.ts'

/** What puts a job in force in any POSIX shell: for `eval "$(…)"`, or to be read by `.`. */
export function shellText(variables: readonly Variable[], folders: readonly string[]): string {
  return [
    ...variables.map(({ name, value }) => `export ${name}=${quoted(value)}`),
    `export PATH=${folders.map((folder) => `${quoted(folder)}:`).join('')}"$PATH"`,
    'hash -r 2>/dev/null || :',
    '',
  ].join('\n')
}

/**
 * The same for a shell whose end must tell how the job ended (GitLab ignores the status of `after_script`): `command` runs
 * when the shell exits, and its failure fails a script that had none.
 */
export function shellTextWithEnd(
  variables: readonly Variable[],
  folders: readonly string[],
  command: readonly string[],
): string {
  const words = command.map(quoted).join(' ')
  return [
    shellText(variables, folders).trimEnd(),
    `pip_trust_end() { pip_trust_status=$1; trap - EXIT; pip_trust_report=0; ${words} || pip_trust_report=$?; [ "$pip_trust_status" -ne 0 ] || exit "$pip_trust_report"; exit "$pip_trust_status"; }`,
    'trap \'pip_trust_end "$?"\' EXIT',
    '',
  ].join('\n')
}

/** POSIX quoting: everything between single quotes is literal. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
