import { painter, wrap, type Tone } from '../../verdict/index.ts'
import type { Cli } from '../cli.ts'

const MAX_LINES = 20

/** A sentence within the terminal's width, `indent` from the left. Its words must be safe to print. */
export function paragraph(text: string, indent: number, { width }: Pick<Cli, 'width'>): readonly string[] {
  return wrap(text, width - indent, MAX_LINES).map((line) => ' '.repeat(indent) + line)
}

/** A headline, with an empty line before it. */
export function heading(text: string, cli: Cli, tone: Tone = 'strong'): readonly string[] {
  return ['', ...paragraph(text, 0, cli).map((line) => painter(cli.colour)(tone, line))]
}
