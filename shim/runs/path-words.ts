const MAX_WORD_CHARS = 4096
/** No requirements file that people write is beyond these. */
export const MAX_TEXT_LINES = 100_000
const MAX_LINE_CHARS = 256 * 1024
/** Where Python's `str.splitlines` ends a line, by which pip reads requirements; no text has the control characters. */
const LINE_END = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/
const CONTINUED = new RegExp(`\\\\(?:${LINE_END.source})`, 'g')

/**
 * Everything in a text that pip could read as a path on this machine: words, and also what stands glued to an option,
 * between quotes, over several lines, behind escapes, before extras, fragments and markers. Rather too much than too
 * little. Null, as the last word, where the text has more or longer lines than are looked at.
 */
export function* pathWords(text: string): Generator<string | null> {
  const seen = new Set<string>()
  for (const each of new Set(
    [text, unescaped(text)].flatMap((form) => [form, form.replaceAll(CONTINUED, '')]),
  )) {
    const lines = each.split(LINE_END)
    if (lines.length > MAX_TEXT_LINES) return yield null
    for (const line of lines) {
      if (line.length > MAX_LINE_CHARS) return yield null
      if (!seen.has(line)) yield* lineWords(line)
      seen.add(line)
    }
  }
}

/** TOML's `\u002f`, as a lock file may have it. */
const unescaped = (text: string): string =>
  text.replaceAll(/\\u([\da-f]{4})|\\U000([\da-f]{5})/gi, (_, short?: string, long?: string) =>
    characterOf(Number.parseInt(short ?? long ?? '', 16)),
  )

const characterOf = (code: number): string => (code <= 0x10ffff ? String.fromCodePoint(code) : '')

function lineWords(line: string): readonly string[] {
  if (!/[/.$~\\]|file:/i.test(line)) return []
  const text = line.replace(/(?:^|\s)#.*$/, '')
  // A path may have blanks in it; where options follow, it ends there, and a marker begins behind `;`.
  const whole = [text, text.replace(/\s--?[a-z].*$/i, ''), text.replace(/;.*$/, '')]
  const parts = [...whole, ...line.split(/[\s"'<>,;]+/), ...shellWords(text)].map((part) => part.trim())
  const values = [...parts, ...parts.map(afterOption)].map(home)
  const words = [...values, ...parts.flatMap((part) => part.split(/[=@]/)).filter((part) => part !== '~')]
  return words.flatMap((word) => [word, withoutFragment(word), withoutExtras(word)]).filter(couldBePath)
}

/** `-e./x` → `./x`, `--find-links=~` → `~`, `name @ file:x` → `file:x`. */
function afterOption(word: string): string {
  return /^(?:-[a-z]|--[a-z-]+=|[^@\s]*\s*@\s*)(.*)$/i.exec(word)?.[1]?.trim() ?? ''
}

/** The words that Python's `shlex.split` finds: quotes may begin anywhere, and a backslash takes one character as it is. */
function shellWords(text: string): readonly string[] {
  const pieces = text.match(/(?:\\.|"(?:\\.|[^"\\])*"|'[^']*'|[^\s"'\\])+/g) ?? []
  return pieces.map((piece) => piece.replaceAll(/\\(.)|["']/g, (_, escaped?: string) => escaped ?? ''))
}

/** A `~` alone is a folder; one that was cut from `~=` is none. */
const home = (word: string): string => (word === '~' ? '~/' : word)

const withoutFragment = (word: string): string => word.replace(/#.*$/, '')

/** `./x[extra]` → `./x` */
function withoutExtras(word: string): string {
  const bare = withoutFragment(word)
  return bare.endsWith(']') ? bare.slice(0, bare.lastIndexOf('[')).trimEnd() : bare
}

function couldBePath(word: string): boolean {
  if (word === '' || word.length > MAX_WORD_CHARS) return false
  return /^(?:[a-z]+\+)?file:/i.test(word) || (!/^[a-z][a-z\d+.-]+:/i.test(word) && /[/.$~\\]/.test(word))
}
