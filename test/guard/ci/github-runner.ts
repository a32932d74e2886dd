/**
 * How GitHub's runner reads what a step leaves: https://docs.github.com/actions, «Workflow commands», and the behaviour of
 * actions/runner's file commands: for `GITHUB_ENV` and `GITHUB_OUTPUT` each line is `NAME=VALUE`, or `NAME<<DELIMITER` with the
 * value up to the delimiter's line (whichever of `=` and `<<` comes first); for `GITHUB_PATH` each line is a folder, the last first.
 */
export function readEnvironmentFile(text: string): ReadonlyMap<string, string> {
  const variables = new Map<string, string>()
  const lines = text.split(/\r?\n/)
  for (let nth = 0; nth < lines.length; nth += 1) {
    const line = lines[nth] ?? ''
    if (line === '') continue
    const [equals, heredoc] = [line.indexOf('='), line.indexOf('<<')]
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      variables.set(line.slice(0, equals), line.slice(equals + 1))
      continue
    }
    if (heredoc <= 0) throw new Error(`the runner fails the step: invalid format \`${line}\``)
    const delimiter = line.slice(heredoc + 2)
    const end = lines.indexOf(delimiter, nth + 1)
    if (delimiter === '' || end < 0)
      throw new Error('the runner fails the step: matching delimiter not found')
    variables.set(line.slice(0, heredoc), lines.slice(nth + 1, end).join('\n'))
    nth = end
  }
  return variables
}

/** The folders that go before PATH, in their order there. */
export function readPathFile(text: string): readonly string[] {
  return text
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .toReversed()
}

/** An annotation as the runner reads a line of a step's output; null for a line that is none. */
export function readCommand(line: string): {
  readonly command: string
  readonly properties: ReadonlyMap<string, string>
  readonly data: string
} | null {
  const found = /^::([^\s:]+)(?: (.*?))?::(.*)$/s.exec(line.trimStart())
  if (found === null) return null
  const [, command = '', given = '', data = ''] = found
  const pairs = given.split(',').filter((pair) => pair !== '')
  const properties = new Map(
    pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), unescaped(pair.slice(pair.indexOf('=') + 1))]),
  )
  return { command, properties, data: unescaped(data) }
}

function unescaped(text: string): string {
  return text
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%')
}
