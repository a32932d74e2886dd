import { encodeBase64, encodeHex } from '../../../encoding/index.ts'
import { verifiesWith, type LogKey } from '../../../trust/index.ts'
import { expect } from '../../unverified.ts'
import type { TransparencyEntry } from '../signed-bundle.ts'

/**
 * That the log signed its promise (SET) to have this entry at this index since this time: canonical JSON (RFC 8785) of
 * the four (sigstore/rekor, `LogEntryAnon`). Throws `Unverified` TC2118.
 */
export function checkPromise(entry: TransparencyEntry, promise: Uint8Array, log: LogKey): void {
  const { body, integratedTime, logIndex } = entry
  // All four are digits, hex or base64: in this order this is their canonical form.
  const promised = `{"body":"${encodeBase64(body)}","integratedTime":${integratedTime ?? '0'},"logID":"${encodeHex(log.id)}","logIndex":${logIndex}}`
  expect(
    verifiesWith(log.key, 'sha256', Buffer.from(promised), promise),
    'TC2118',
    'a promise of the log for this entry',
    'one that does not fit',
  )
}
