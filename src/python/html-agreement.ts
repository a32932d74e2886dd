import { PythonError } from './python-error.ts'

/** What Python, html5lib or JavaScript take for white space within a tag, and the HTML standard does not. */
const ODD_SPACE = /[\v\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]/
const NAME = /^[a-z0-9_:.-]+$/i
const UNQUOTED = /^[^="'`<][^"'`<]*$/
/** Names that Python's `html.unescape` knows without `;`, as beginnings too; the standard has them in no attribute before `=`. */
const LEGACY =
  /&(?:AElig|[AEIOUYaeiouy]acute|[AEIOUaeiou]circ|[AEIOUaeiou]grave|[Aa]ring|[ANOano]tilde|[AEIOUaeiouy]uml|COPY|[Cc]cedil|ETH|[Oo]slash|REG|THORN|acute|aelig|brvbar|cedil|cent|copy|curren|deg|divide|eth|frac(?:12|14|34)|iexcl|iquest|laquo|macr|micro|middot|not|ord[fm]|para|plusmn|pound|raquo|reg|sect|shy|sup[123]|szlig|thorn|times|uml|yen)/
const UNKNOWN_NAME = /&(?!(?:amp|AMP|lt|LT|gt|GT|quot|QUOT|apos|nbsp);)[a-zA-Z][a-zA-Z0-9]*;/

/**
 * Throws `PythonError` `page` for a link's attribute that readers take apart differently: pip would follow a link that
 * is not in the page as it was read here. `value` as it stands there, null where there is none.
 */
export function checkAttribute(name: string, value: string | null, isQuoted: boolean): void {
  if (!NAME.test(name)) throw disagreement('an attribute’s name')
  if (value === null || value === '') return
  if (!isQuoted && (!UNQUOTED.test(value) || ODD_SPACE.test(value)))
    throw disagreement('an attribute without quotes')
  if (name.toLowerCase() === 'href' && (UNKNOWN_NAME.test(value) || LEGACY.test(value)))
    throw disagreement('a name for a character in a link')
}

/** Throws `PythonError` `page` for a comment, with its `<!--`, that some readers end elsewhere. */
export function checkComment(comment: string): void {
  if (/^<!--?-?>|--!>|--\s+>/.test(comment)) throw disagreement('the end of a comment')
}

/** Throws `PythonError` `page`: to some readers such a tag opens a script, to others it is one. */
export function checkRawText(tag: string): void {
  if (/\/\s*>$/.test(tag)) throw disagreement('the end of a script')
}

function disagreement(what: string): PythonError {
  return new PythonError('page', {
    message: `the index page has markup that readers understand differently: ${what}`,
  })
}
