import test from 'ava'
import {
  MAX_LOCK_ENTRIES,
  MAX_LOCK_FIELDS,
  MAX_LOCK_IDENTITIES,
  MAX_LOCK_TEXT,
  parseRequest,
  ProtocolError,
} from '../../src/protocol/index.ts'
import { artifactMessage } from './samples.ts'

const bytesOf = (locked: unknown): Uint8Array =>
  Buffer.from(JSON.stringify({ ...artifactMessage({}), locked }))

test('what lock files name is bounded', (t) => {
  const refused = (locked: unknown) =>
    t.throws(() => parseRequest(bytesOf(locked)), {
      instanceOf: ProtocolError,
    })
  const fieldsOf = (count: number, length = 1) =>
    Object.fromEntries(Array.from({ length: count }, (_, nth) => [`f${nth}`, 'x'.repeat(length)]))
  const named = (fields: object) => [[{ kind: 'publisher', fields }]]
  const good = named(fieldsOf(MAX_LOCK_FIELDS, MAX_LOCK_TEXT))
  t.notThrows(() => parseRequest(bytesOf(good)))
  refused(named(fieldsOf(MAX_LOCK_FIELDS + 1)))
  refused(named(fieldsOf(1, MAX_LOCK_TEXT + 1)))
  refused(named({ kind: 7 }))
  refused([[{ kind: 'other' }]])
  refused(Array.from({ length: MAX_LOCK_ENTRIES + 1 }, () => []))
  refused([Array.from({ length: MAX_LOCK_IDENTITIES + 1 }, () => ({ kind: 'unreadable', why: '' }))])
})
