import * as v from 'valibot'
import type { LockFact } from '../../verdict/index.ts'
import { MAX_LOCK_ENTRIES, MAX_LOCK_FIELDS, MAX_LOCK_IDENTITIES, MAX_LOCK_TEXT } from '../limits.ts'
import { list } from './basic.ts'

const short = v.pipe(v.string(), v.maxLength(MAX_LOCK_TEXT))

const identity = v.variant('kind', [
  v.strictObject({
    kind: v.literal('publisher'),
    fields: v.pipe(
      v.record(short, short),
      v.check((fields) => Object.keys(fields).length <= MAX_LOCK_FIELDS, 'fewer fields'),
    ),
  }),
  v.strictObject({ kind: v.literal('unreadable'), why: short }),
])

/** Whom lock files name for one file. */
export const lockedShape: v.GenericSchema<unknown, Extract<LockFact, { result: 'ok' }>['named']> = list(
  list(identity, MAX_LOCK_IDENTITIES),
  MAX_LOCK_ENTRIES,
)
