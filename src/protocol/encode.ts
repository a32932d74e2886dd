import { encodeBase64 } from '../encoding/index.ts'
import { MAX_MESSAGE_BYTES } from './limits.ts'
import type { Reply, Request } from './messages.ts'
import { ProtocolError } from './protocol-error.ts'

/** The message as it goes over the wire, evidence in base64. Throws `ProtocolError` `too-large` beyond 1 MiB. */
export function encodeMessage(message: Request | Reply): string {
  const text = JSON.stringify(
    message.type === 'artifact' ? { ...message, evidence: wireEvidence(message) } : message,
  )
  const size = Buffer.byteLength(text)
  if (size <= MAX_MESSAGE_BYTES) return text
  throw new ProtocolError(
    'too-large',
    { message: `a \`${message.type}\` message of ${size} bytes is over the limit of ${MAX_MESSAGE_BYTES}` },
    message.id,
  )
}

function wireEvidence({ evidence }: Extract<Request, { type: 'artifact' }>): unknown {
  return evidence.map((each) => ({ ...each, bytes: encodeBase64(each.bytes) }))
}
