import * as v from 'valibot'
import { PROTOCOL_VERSION } from '../envelope.ts'
import { count, instant, name } from './basic.ts'

/** What every message has. */
export const envelope = { v: v.literal(PROTOCOL_VERSION), id: count }

export const server = v.strictObject({ version: name, pid: count, startedAt: instant })
