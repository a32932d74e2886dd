import type { PolicyProblem } from '../../policy/index.ts'

const MARK = '#!'
/** Exactly the comments that are put in here: others that begin with `#!` are the person's. */
const NOTE = /^[ \t]*#! (?:line \d+, column \d+: | {2}try: ).*(?:\r?\n|$)/gm
const MAX_NOTE = 300

/** A text with its problems, each as a comment above the line that it is about. */
export interface Noted {
  readonly text: string
  /** 1-based line of the first comment. */
  readonly line: number
}

/** Puts problems into the text as `#! line 4, column 1: …`; what the person wrote stays as it is. */
export function withNotes(text: string, problems: readonly PolicyProblem[]): Noted {
  const lines = text.split('\n')
  const byLine = Map.groupBy(problems, ({ line }) => Math.min(line, lines.length))
  const noted = lines.flatMap((line, at) => [...notesAt(byLine.get(at + 1) ?? []), line])
  return { text: noted.join('\n'), line: Math.min(...byLine.keys()) }
}

/** The text without any of these comments. */
export function withoutNotes(text: string): string {
  return text.replaceAll(NOTE, '')
}

function notesAt(problems: readonly PolicyProblem[]): readonly string[] {
  return problems.flatMap(({ line, column, message, hint }) => [
    `${MARK} line ${line}, column ${column}: ${oneLine(message)}`,
    ...(hint === null ? [] : [`${MARK}   try: ${oneLine(hint)}`]),
  ])
}

/** No message may end the comment that it stands in. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').slice(0, MAX_NOTE)
}
