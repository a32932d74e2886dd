import { hash } from 'node:crypto'
import { encodeDer } from '../../../encoding/index.ts'
import { isWithin, verifiesWith, type Certificate, type LogKey } from '../../../trust/index.ts'
import { expect } from '../../unverified.ts'
import { readable } from '../../read-json.ts'
import { readScts, type SignedCertificateTimestamp } from './read-scts.ts'

/** RFC 6962 §3.3 */
const SCT_LIST = '1.3.6.1.4.1.11129.2.4.2'
/** The same in DER, of which an identifier has one form. */
const SCT_LIST_DER = Buffer.from('060a2b06010401d679020402', 'hex')
const SEQUENCE = 0x30
const EXTENSIONS = 0xa3

/**
 * That a log which the root knows promised, while it was trusted, to record this certificate: at least one, and none
 * of theirs that doesn't hold. Time stamps of unknown logs are left aside. Throws `Unverified` TC2116.
 */
export function checkScts(certificate: Certificate, issuer: Certificate, logs: readonly LogKey[]): void {
  const list = certificate.extensions.get(SCT_LIST)
  expect(list !== undefined, 'TC2116', 'a signed certificate timestamp', 'none')
  const scts = readable('TC2116', 'signed certificate timestamps', () => readScts(list.value))
  const known = scts.flatMap((sct) => {
    const log = logs.find(({ id, valid }) => Buffer.from(id).equals(sct.logId) && isWithin(valid, sct.timeMs))
    return log === undefined ? [] : [{ sct, log }]
  })
  expect(known.length > 0, 'TC2116', 'a certificate timestamp of a known log in its time', 'those of others')
  const entry = precertificate(certificate, issuer)
  expect(
    known.every(({ sct, log }) => verifiesWith(log.key, 'sha256', signedBytes(sct, entry), sct.signature)),
    'TC2116',
    'a certificate timestamp over this certificate',
    'one that does not fit',
  )
}

/** The digitally-signed struct of RFC 6962 §3.2 with the entry type `precert_entry`. */
function signedBytes({ timestamp, extensions }: SignedCertificateTimestamp, entry: Uint8Array): Uint8Array {
  const head = Buffer.from([0, 0])
  return Buffer.concat([head, timestamp, Buffer.from([0, 1]), entry, sized(extensions, 2), extensions])
}

/**
 * `PreCert` of RFC 6962 §3.2: the issuer's key by its hash, and the TBSCertificate as it was before the time stamps
 * were put in: without their extension. (The poison of the precertificate, §3.1, isn't part of this either.)
 */
function precertificate({ fields }: Certificate, issuer: Certificate): Uint8Array {
  const last = fields.at(-1)
  const extensions = (last?.children[0]?.children ?? []).filter(
    ({ children: [id] }) => id !== undefined && !SCT_LIST_DER.equals(id.bytes),
  )
  const list = encodeDer(SEQUENCE, ...extensions.map(({ bytes }) => bytes))
  const others = fields.slice(0, -1).map(({ bytes }) => bytes)
  const tbs = encodeDer(SEQUENCE, ...others, encodeDer(EXTENSIONS, list))
  return Buffer.concat([hash('sha256', issuer.spki, 'buffer'), sized(tbs, 3), tbs])
}

function sized({ length }: Uint8Array, bytes: 2 | 3): Uint8Array {
  const size = Buffer.alloc(bytes)
  size.writeUIntBE(length, 0, bytes)
  return size
}
