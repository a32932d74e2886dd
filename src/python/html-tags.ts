import { checkAttribute, checkComment, checkRawText } from './html-agreement.ts'
import { decodeEntities } from './html-entities.ts'
import { PythonError } from './python-error.ts'

/** A start tag. An attribute without a value has null. */
export interface HtmlTag {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string | null>
  /** Where it stands in the text: at its `<`, and behind its `>`. */
  readonly start: number
  readonly end: number
}

const MAX_ATTRIBUTES = 100
const SPACE = ' \t\n\r\f'

/**
 * The start tags of these names, in order, as Python's `html.parser` (which pip uses) finds them. One pass, time linear
 * in the text. What is left open at the end is no tag. Throws `PythonError` `page` for a tag with more than 100
 * attributes, or with one attribute twice and different, which readers would understand differently.
 */
export function* readTags(html: string, names: readonly string[]): Generator<HtmlTag> {
  let at = html.indexOf('<')
  while (at >= 0) {
    const name = tagName(html, at + 1)
    if (name === '') at = afterMarkup(html, at)
    else {
      const start = at
      const attributes = new Map<string, string | null>()
      const isWanted = names.includes(name.toLowerCase())
      at = readAttributes(html, at + 1 + name.length, isWanted ? attributes : null)
      if (at >= 0 && isWanted) yield { name: name.toLowerCase(), attributes, start, end: at }
      if (at >= 0) at = afterRawText(html, start, at, name.toLowerCase())
    }
    if (at >= 0) at = html.indexOf('<', at)
  }
}

function tagName(html: string, at: number): string {
  if (!/[a-zA-Z]/.test(html.charAt(at))) return ''
  return html.slice(at, endOf(html, at, `${SPACE}/>`))
}

/** Where the first of these characters, or the end of the text, is. */
function endOf(html: string, from: number, stops: string): number {
  let at = from
  while (at < html.length && !stops.includes(html.charAt(at))) at += 1
  return at
}

/** Comments, declarations, processing instructions, end tags; a lone `<` is text. -1 where it never ends. */
function afterMarkup(html: string, at: number): number {
  if (html.startsWith('<!--', at)) return afterComment(html, at + 4)
  if (!/[!?/]/.test(html.charAt(at + 1))) return at + 1
  const end = html.indexOf('>', at)
  return end < 0 ? -1 : end + 1
}

function afterComment(html: string, start: number): number {
  const end = html.indexOf('-->', start)
  checkComment(html.slice(start - 4, end < 0 ? html.length : end + 3))
  return end < 0 ? -1 : end + 3
}

/** Scripts and style sheets hold no tags. */
function afterRawText(html: string, start: number, at: number, name: string): number {
  if (name !== 'script' && name !== 'style') return at
  checkRawText(html.slice(start, at))
  const close = name === 'script' ? /<\/script[ \t\n\r\f/>]/gi : /<\/style[ \t\n\r\f/>]/gi
  close.lastIndex = at
  return close.exec(html)?.index ?? -1
}

/** Reads up to and with the `>`, into `attributes` if they are wanted; returns where the text goes on, or -1 where the tag never ends. */
function readAttributes(html: string, from: number, attributes: Map<string, string | null> | null): number {
  let at = from
  for (;;) {
    while (at < html.length && `${SPACE}/`.includes(html.charAt(at))) at += 1
    if (at >= html.length) return -1
    if (html.charAt(at) === '>') return at + 1
    const nameEnd = endOf(html, at + 1, `${SPACE}/=>`)
    const { value, isQuoted, next } = readValue(html, nameEnd)
    if (next < 0) return -1
    if (attributes !== null) add(attributes, html.slice(at, nameEnd), value, isQuoted)
    at = next
  }
}

interface AttributeValue {
  /** As it stands there. */
  readonly value: string | null
  readonly isQuoted: boolean
  readonly next: number
}

function readValue(html: string, from: number): AttributeValue {
  let at = skipSpace(html, from)
  if (html.charAt(at) !== '=') return { value: null, isQuoted: false, next: from }
  at = skipSpace(html, at + 1)
  const quote = html.charAt(at)
  if (quote !== '"' && quote !== "'") {
    const end = endOf(html, at, `${SPACE}>`)
    return { value: html.slice(at, end), isQuoted: false, next: end }
  }
  const end = html.indexOf(quote, at + 1)
  return { value: html.slice(at + 1, end), isQuoted: true, next: end < 0 ? -1 : end + 1 }
}

function skipSpace(html: string, from: number): number {
  let at = from
  while (at < html.length && SPACE.includes(html.charAt(at))) at += 1
  return at
}

function add(
  attributes: Map<string, string | null>,
  writtenName: string,
  writtenValue: string | null,
  isQuoted: boolean,
): void {
  checkAttribute(writtenName, writtenValue, isQuoted)
  const name = writtenName.toLowerCase()
  const value = writtenValue === null ? null : decodeEntities(writtenValue)
  if (attributes.has(name) && attributes.get(name) !== value) {
    throw new PythonError('page', {
      message: `the index page has a tag with \`${name.slice(0, 100)}\` twice and different`,
    })
  }
  attributes.set(name, value)
  if (attributes.size > MAX_ATTRIBUTES) {
    throw new PythonError('page', {
      message: `the index page has a tag with more than ${MAX_ATTRIBUTES} attributes`,
    })
  }
}
