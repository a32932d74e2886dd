import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'

/** Whether the person wants it: asked on a terminal, told by `--yes` elsewhere. Throws `CliError` `usage` where neither is there. */
export async function confirm(cli: Cli, isSaid: boolean, question: string): Promise<boolean> {
  if (isSaid) return true
  if (cli.terminal === null) {
    throw new CliError('usage', {
      message: 'there is no terminal to ask on whether this is wanted',
      hint: 'look at it first, then say --yes',
    })
  }
  const answer = await cli.terminal.ask(`${question} [y/N] `)
  return /^y(?:es)?$/i.test(answer ?? '')
}
