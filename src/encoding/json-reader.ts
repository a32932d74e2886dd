import { EncodingError, type EncodingErrorCode } from './encoding-error.ts'
import type { JsonObject, JsonValue } from './json-value.ts'

const WORDS: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
])

const SPACE = 0x20

/** One pass over one text. `JSON.parse` would silently keep the last of two equal keys. */
export class JsonReader {
  readonly #text: string
  readonly #maxDepth: number
  // Sticky expressions keep their place in the text, so each reader has its own.
  readonly #space = /[ \t\n\r]*/y
  // oxlint-disable-next-line no-control-regex -- control characters are what it keeps out (RFC 8259 §7)
  readonly #plain = /[^"\\\u0000-\u001f]*/y
  readonly #escape = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y
  readonly #number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
  readonly #word = /true|false|null/y
  #at = 0
  #depth = 0

  constructor(text: string, maxDepth: number) {
    this.#text = text
    this.#maxDepth = maxDepth
  }

  readDocument(): JsonValue {
    const value = this.#value()
    this.#skipSpace()
    if (this.#at < this.#text.length) throw this.#unexpected('the end')
    return value
  }

  #value(): JsonValue {
    this.#skipSpace()
    const first = this.#text[this.#at]
    if (first === '{') return this.#nested(() => this.#object())
    if (first === '[') return this.#nested(() => this.#array())
    if (first === '"') return this.#stringValue()
    if (first === 't' || first === 'f' || first === 'n') return this.#wordValue()
    return this.#numberValue()
  }

  #nested<T>(read: () => T): T {
    this.#depth += 1
    if (this.#depth > this.#maxDepth) throw this.#error('too-deep', `nested deeper than ${this.#maxDepth}`)
    this.#at += 1
    const value = read()
    this.#depth -= 1
    return value
  }

  #object(): JsonObject {
    const object: Record<string, JsonValue> = {}
    if (this.#accept('}')) return object
    do {
      this.#skipSpace()
      const key = this.#stringValue()
      if (Object.hasOwn(object, key))
        throw this.#error('duplicate-key', `key ${JSON.stringify(key.slice(0, 80))} comes twice`)
      this.#expect(':')
      setOwn(object, key, this.#value())
    } while (this.#accept(','))
    this.#expect('}')
    return object
  }

  #array(): readonly JsonValue[] {
    const array: JsonValue[] = []
    if (this.#accept(']')) return array
    do array.push(this.#value())
    while (this.#accept(','))
    this.#expect(']')
    return array
  }

  #stringValue(): string {
    const start = this.#at
    if (this.#text[start] !== '"') throw this.#unexpected('a string')
    this.#at += 1
    this.#skip(this.#plain)
    let escaped = false
    while (this.#skip(this.#escape)) {
      escaped = true
      this.#skip(this.#plain)
    }
    if (this.#text[this.#at] !== '"') throw this.#unexpected('the end of a string')
    this.#at += 1
    const text = escaped
      ? String(JSON.parse(this.#text.slice(start, this.#at)))
      : this.#text.slice(start + 1, this.#at - 1)
    if (!text.isWellFormed()) throw this.#error('json', 'a string has a lone surrogate')
    return text
  }

  #numberValue(): number {
    const raw = this.#match(this.#number)
    if (raw === null) throw this.#unexpected('a value')
    const value = Number(raw)
    if (!Number.isFinite(value)) throw this.#error('json', 'a number is out of range')
    return value
  }

  #wordValue(): boolean | null {
    const raw = this.#match(this.#word)
    const value = raw === null ? undefined : WORDS.get(raw)
    if (value === undefined) throw this.#unexpected('a value')
    return value
  }

  #match(pattern: RegExp): string | null {
    const start = this.#at
    return this.#skip(pattern) ? this.#text.slice(start, this.#at) : null
  }

  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at
    if (!pattern.test(this.#text)) return false
    this.#at = pattern.lastIndex
    return true
  }

  #skipSpace(): void {
    // Most texts have none: looking at one character is quicker than an expression.
    if (this.#text.charCodeAt(this.#at) <= SPACE) this.#skip(this.#space)
  }

  #accept(sign: string): boolean {
    this.#skipSpace()
    if (this.#text[this.#at] !== sign) return false
    this.#at += 1
    return true
  }

  #expect(sign: string): void {
    if (!this.#accept(sign)) throw this.#unexpected(`\`${sign}\``)
  }

  #unexpected(wanted: string): EncodingError {
    const found = this.#at < this.#text.length ? JSON.stringify(this.#text[this.#at]) : 'the end'
    return this.#error('json', `expected ${wanted} and found ${found}`)
  }

  #error(code: EncodingErrorCode, what: string): EncodingError {
    return new EncodingError(code, { message: `JSON: ${what} at character ${this.#at}` })
  }
}

/** An assignment to `__proto__` would set the prototype instead. */
function setOwn(object: Record<string, JsonValue>, key: string, value: JsonValue): void {
  if (key !== '__proto__') object[key] = value
  else Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true })
}
