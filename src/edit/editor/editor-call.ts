import { basename } from 'node:path'
import type { Editor } from './choose-editor.ts'

/** A command line without a shell. */
export interface EditorCall {
  readonly program: string
  readonly args: readonly string[]
}

/** Editors that take `+LINE` before the file. */
const PLUS_LINE = names(
  'vi vim vim.basic vim.tiny nvim view elvis nvi vile nano pico rnano micro joe jmacs jed ne mg mcedit kak',
  'emacs emacsclient gedit pluma sensible-editor editor',
)
/** Editors that take `FILE:LINE`. */
const FILE_LINE = names('hx helix subl zed zeditor')
/** Editors that take `--goto FILE:LINE`. */
const GOTO = names('code code-insiders codium vscodium cursor')
/** Editors that draw on the terminal they are started in, and so end when the person ends them. */
const IN_TERMINAL = names(
  'vi vim vim.basic vim.tiny nvim elvis nvi nano pico rnano micro joe jmacs jed ne mg mcedit kak hx helix ed',
)

function names(...lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => line.split(' ')))
}

/** How `file` is opened, at `line` (1-based) where the editor is known to take one. */
export function editorCall({ program, args }: Editor, file: string, line: number | null): EditorCall {
  const name = basename(program)
  if (line === null) return { program, args: [...args, file] }
  if (PLUS_LINE.has(name)) return { program, args: [...args, `+${line}`, file] }
  if (FILE_LINE.has(name)) return { program, args: [...args, `${file}:${line}`] }
  if (GOTO.has(name)) return { program, args: [...args, '--goto', `${file}:${line}`] }
  return { program, args: [...args, file] }
}

/** An editor that was back sooner than a person can type, in milliseconds. */
const TOO_QUICK_MS = 2000

/**
 * Whether the editor seems to have handed the file to another process and come back, as `code` does without `--wait`: the file
 * is as it was, it took no time, and it is none of those that draw on the terminal.
 */
export function seemsForked(
  { program }: Editor,
  { changed, tookMs }: { readonly changed: boolean; readonly tookMs: number },
): boolean {
  return !changed && tookMs < TOO_QUICK_MS && !IN_TERMINAL.has(basename(program))
}
