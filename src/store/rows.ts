import { parseSha256, sha256Of, type Sha256 } from '../encoding/index.ts'
import { encodeMessage, parseRequest, PROTOCOL_VERSION } from '../protocol/index.ts'
import type { KeptQuestion } from './store.ts'
import { StoreError } from './store-error.ts'

/** A row's content with the mark that ties it to its key. */
export interface Marked {
  readonly content: string
  readonly mark: string
}

export function marked(key: string, content: string): Marked {
  return { content, mark: sha256Of(Buffer.from(`${key}\n${content}`)) }
}

/** The content of a row, or null where it is not what was written: then it counts as never written. */
export function unmarked(key: string, row: Readonly<Record<string, unknown>> | undefined): string | null {
  if (row === undefined) return null
  const content = textOf(row, 'content')
  return marked(key, content).mark === row['mark'] ? content : null
}

/** A column that is text. */
export function textOf(row: Readonly<Record<string, unknown>>, column: string): string {
  const value = row[column]
  if (typeof value === 'string') return value
  throw new StoreError('corrupt', { message: `the store is damaged: column \`${column}\` is no text` })
}

export function sha256In(row: Readonly<Record<string, unknown>>, column: string): Sha256 {
  const digest = parseSha256(textOf(row, column))
  if (digest !== null) return digest
  throw new StoreError('corrupt', { message: `the store is damaged: column \`${column}\` is no digest` })
}

/** Questions are kept as they go over the wire, and read as strictly. */
export function encodeQuestion(question: KeptQuestion): string {
  return encodeMessage({ v: PROTOCOL_VERSION, id: 0, type: 'artifact', ...question })
}

export function decodeQuestion(text: string): KeptQuestion {
  const message = parseRequest(Buffer.from(text))
  if (message.type !== 'artifact') throw new StoreError('corrupt', { message: 'a kept question is none' })
  const { v: _v, id: _id, type: _type, ...question } = message
  return question
}
