import { MAX_MESSAGE_BYTES } from '../protocol/index.ts'

/** Room for the envelope around the records. */
const ENVELOPE_BYTES = 1024

/** As many of the records, from the first, as one message holds. */
export function fitting<Item>(records: readonly Item[]): readonly Item[] {
  let left = MAX_MESSAGE_BYTES - ENVELOPE_BYTES
  const end = records.findIndex((record) => {
    left -= Buffer.byteLength(JSON.stringify(record)) + 1
    return left < 0
  })
  return end < 0 ? records : records.slice(0, end)
}
