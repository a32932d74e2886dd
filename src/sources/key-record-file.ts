import { parse, stringify } from 'yaml'
import { decodeUtf8 } from '../encoding/index.ts'
import { keyRecordOf, malformedRecord, valueOfKeyRecord, type KeyRecord } from '../trust/index.ts'

/** A record has some ten short lines. */
export const MAX_RECORD_BYTES = 16 * 1024

/** Reads the `.yaml` beside a key. Throws `TrustError` `record-malformed`. */
export function parseKeyRecord(bytes: Uint8Array): KeyRecord {
  if (bytes.byteLength > MAX_RECORD_BYTES)
    throw malformedRecord(`${bytes.byteLength} bytes; expected at most ${MAX_RECORD_BYTES}`)
  return keyRecordOf(valueIn(bytes))
}

/** A record as the text of its file, the same for the same record. */
export function keyRecordText(record: KeyRecord): string {
  return stringify(valueOfKeyRecord(record), { lineWidth: 0, aliasDuplicateObjects: false })
}

function valueIn(bytes: Uint8Array): unknown {
  try {
    return parse(decodeUtf8(bytes), { maxAliasCount: 0, stringKeys: true, schema: 'core', logLevel: 'error' })
  } catch (cause) {
    // The parser throws its own errors, and the engine's for what is nested too deep.
    const found = cause instanceof Error ? cause.message : 'no YAML'
    throw malformedRecord(found.split('\n')[0] ?? found, cause)
  }
}
