import {
  EditError,
  editorCall,
  seemsForked,
  textDiff,
  type Desk,
  type Editor,
  type EditorEnd,
  type Notice,
  type Question,
} from '../../edit/index.ts'
import { painter, safeText } from '../../verdict/index.ts'
import type { Cli } from '../cli.ts'
import { problemLines } from '../policy-problems.ts'
import type { Terminal } from '../terminal.ts'
import type { Review } from './judge-text.ts'
import { reviewLines } from './review-lines.ts'

/** The person at the terminal, with an editor. Everything is said on standard error: standard output is for the result. */
export function editingDesk(cli: Cli, terminal: Terminal, editor: Editor): Desk<Review> {
  let told: unknown = null
  return {
    openEditor: (file, line) => openEditor(cli, terminal, editor, file, line),
    mayBeOpen: ({ tookMs }) => seemsForked(editor, { changed: false, tookMs }),
    ask: async (question) => {
      const subject = subjectOf(question)
      if (subject !== told) for (const line of questionLines(question, cli)) cli.complain(line)
      told = subject
      return terminal.ask(promptOf(question))
    },
    tell: (notice) => {
      for (const line of noticeLines(notice, cli)) cli.complain(line)
    },
  }
}

async function openEditor(
  { monotonicMs }: Cli,
  terminal: Terminal,
  editor: Editor,
  file: string,
  line: number | null,
): Promise<EditorEnd> {
  const { program, args } = editorCall(editor, file, line)
  const start = monotonicMs()
  try {
    const { code, signal } = await terminal.run(program, args)
    return { code, signal, tookMs: monotonicMs() - start }
  } catch (cause) {
    throw new EditError('editor', {
      message: `the editor \`${program}\`${editor.from === null ? '' : `, which ${editor.from} names,`} can't be started`,
      hint: 'TRUSTCTL_EDITOR=vi trustctl policy edit --resume',
      cause,
    })
  }
}

/** What a question is about: that is told once, however often is asked what to do about it. */
function subjectOf(question: Question<Review>): unknown {
  switch (question.kind) {
    case 'review':
      return question.review
    case 'refused':
      return question.problems
    case 'forked':
    case 'reason':
      return question
  }
}

function questionLines(question: Question<Review>, cli: Cli): readonly string[] {
  switch (question.kind) {
    case 'forked':
      return [
        'the editor came back at once and the draft is as it was: it seems to be open in another window',
        'close it there, or save; an option such as `--wait` in EDITOR spares this question',
      ]
    case 'refused':
      return refusedLines(question, cli)
    case 'review':
      return reviewLines(question.review, cli)
    case 'reason':
      return ['this policy may let through what the one before did not; the reason is kept in the history']
  }
}

function refusedLines(
  { problems, text }: Extract<Question<Review>, { readonly kind: 'refused' }>,
  cli: Cli,
): readonly string[] {
  const count = `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`
  const total = painter(cli.colourOfErrors)('strong', `${count}: this policy can't be installed`)
  return [
    ...problemLines(problems, { file: 'policy.yaml', text }, { ...cli, colour: cli.colourOfErrors }),
    total,
  ]
}

function promptOf({ kind }: Question<Review>): string {
  switch (kind) {
    case 'forked':
      return 'press Enter when you are done (Ctrl-C keeps the draft) '
    case 'refused':
      return '[e]dit again, with the problems as comments; [d]iff; [s]ave as draft; [q] discard: '
    case 'review':
      return '[y]es, install it; [e]dit again; [d]iff; [s]ave as draft; [q] discard: '
    case 'reason':
      return 'reason (empty: go back): '
  }
}

function noticeLines(notice: Notice, { colourOfErrors }: Cli): readonly string[] {
  switch (notice.kind) {
    case 'diff':
      return diffLines(textDiff(notice.before, notice.after, ['in force', 'draft']), colourOfErrors)
    case 'merged':
      return [
        'somebody installed another policy while you edited: both changes are merged, rule by rule; look at them again',
      ]
    case 'conflicts':
      return [
        `somebody installed another policy while you edited, and both changed ${notice.about.map((name) => safeText(name)).join(', ')}`,
        'both are in the draft now, between markers',
      ]
  }
}

/** A unified diff with its lines in colour. */
export function diffLines(lines: readonly string[], colour: boolean): readonly string[] {
  const paint = painter(colour)
  return lines.map((line) => {
    const shown = safeText(line, MAX_DIFF_LINE)
    if (line.startsWith('+')) return paint('good', shown)
    if (line.startsWith('-')) return paint('bad', shown)
    return line.startsWith('@') ? paint('faint', shown) : shown
  })
}

const MAX_DIFF_LINE = 2000
