import { EditError } from '../edit-error.ts'

/** One word and what separates it from the next: quoted pieces, escaped characters and plain ones. */
const WORD = /(?:"(?:[^"\\]|\\[^])*"|'[^']*'|\\[^]|[^\s"'\\])+/gu
const PIECE = /"((?:[^"\\]|\\[^])*)"|'([^']*)'|\\([^])|([^\s"'\\]+)/gu

/**
 * The words of a command as a shell would split them (POSIX 2.2 quoting), and nothing else that a shell does: no
 * variables, no globs, no second command. Throws `EditError` `editor` where a quote is not closed.
 */
export function splitWords(command: string): readonly string[] {
  const left = command.replaceAll(WORD, '').trim()
  if (left !== '') {
    throw new EditError('editor', {
      message: `the editor \`${command}\` can't be read: a quote or backslash in it is not closed`,
      hint: `TRUSTCTL_EDITOR=vi trustctl policy edit`,
    })
  }
  return Array.from(command.matchAll(WORD), ([word]) => unquoted(word))
}

function unquoted(word: string): string {
  return Array.from(word.matchAll(PIECE), ([, double, single, escaped, plain]) => {
    if (double !== undefined) return double.replaceAll(/\\(["\\$`])/g, '$1')
    return single ?? escaped ?? plain ?? ''
  }).join('')
}
