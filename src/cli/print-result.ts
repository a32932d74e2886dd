import type { Cli } from './cli.ts'

/** One result, said as text or as JSON. */
export interface Result {
  /** Keys are only ever added. */
  readonly json: unknown
  readonly text: () => readonly string[]
}

/** Prints a result as `--json` asks for. */
export function printResult(cli: Cli, asJson: boolean, { json, text }: Result): void {
  if (asJson) cli.print(JSON.stringify(json, null, 2))
  else for (const line of text()) cli.print(line)
}
