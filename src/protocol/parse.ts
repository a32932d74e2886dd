import * as v from 'valibot'
import { EncodingError, parseJson, type JsonObject, type JsonValue } from '../encoding/index.ts'
import { MAX_MESSAGE_BYTES, MAX_MESSAGE_DEPTH } from './limits.ts'
import { PROTOCOL_VERSION } from './envelope.ts'
import type { Reply, Request } from './messages.ts'
import { ProtocolError } from './protocol-error.ts'
import { replyShape, requestShape } from './shapes/index.ts'

const REQUESTS: readonly string[] = [
  'hello',
  'artifact',
  'releases',
  'page',
  'why',
  'decisions',
  'history',
  'append',
  'reload',
  'publishers',
  'publisher-change',
  'bypass',
  'canary',
  'status',
  'stop',
] satisfies Request['type'][]
const REPLIES: readonly string[] = [
  'hello',
  'verdict',
  'digests-wanted',
  'precedent-wanted',
  'releases',
  'page',
  'why',
  'decisions',
  'history',
  'append',
  'reload',
  'publishers',
  'publisher-change',
  'bypass',
  'canary',
  'status',
  'stop',
  'error',
] satisfies Reply['type'][]

/**
 * Parses what a client sent: one message of at most 1 MiB, 32 deep, with every field that its type has and no other.
 * Throws `ProtocolError` with the message's id where that could be read.
 */
export function parseRequest(bytes: Uint8Array): Request {
  return parse(bytes, REQUESTS, requestShape)
}

/** The same for what a daemon sent. */
export function parseReply(bytes: Uint8Array): Reply {
  return parse(bytes, REPLIES, replyShape)
}

function parse<Message>(
  bytes: Uint8Array,
  types: readonly string[],
  shape: v.GenericSchema<unknown, Message>,
): Message {
  const value = readJson(bytes)
  const id = checkEnvelope(value, types)
  const result = v.safeParse(shape, value, { abortEarly: true })
  if (result.success) return result.output
  const [issue] = result.issues
  const at = v.getDotPath(issue) ?? 'the message'
  throw new ProtocolError('malformed', { message: `\`${at}\`: ${issue.message}` }, id)
}

function readJson(bytes: Uint8Array): JsonValue {
  try {
    return parseJson(bytes, { maxBytes: MAX_MESSAGE_BYTES, maxDepth: MAX_MESSAGE_DEPTH })
  } catch (cause) {
    if (!(cause instanceof EncodingError)) throw cause
    const code = cause.code === 'too-large' || cause.code === 'too-deep' ? cause.code : 'malformed'
    throw new ProtocolError(code, { message: `the message can not be read: ${cause.message}`, cause })
  }
}

/** Version and type come first: a peer of another version gets told so and not that some field is wrong. */
function checkEnvelope(value: JsonValue, types: readonly string[]): number {
  if (!isObject(value)) throw new ProtocolError('malformed', { message: 'the message is not an object' })
  const id =
    typeof value['id'] === 'number' && Number.isSafeInteger(value['id']) ? Math.max(value['id'], 0) : 0
  if (value['v'] !== PROTOCOL_VERSION) {
    const message = `expected protocol version ${PROTOCOL_VERSION} and found ${JSON.stringify(value['v'] ?? null)}`
    throw new ProtocolError('unsupported-version', { message, hint: 'use parts of one release' }, id)
  }
  const type = value['type']
  if (typeof type !== 'string' || !types.includes(type)) {
    const message = `expected one of ${types.join(', ')} and found ${JSON.stringify(type ?? null).slice(0, 80)}`
    throw new ProtocolError('unknown-type', { message }, id)
  }
  return id
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
