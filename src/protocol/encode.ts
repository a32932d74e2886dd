import { encodeBase64 } from '../encoding/index.ts'
import type { Evidence } from '../verdict/index.ts'
import { MAX_MESSAGE_BYTES } from './limits.ts'
import type { ArtifactQuestion, Reply, Request } from './messages.ts'
import { ProtocolError } from './protocol-error.ts'

/** The message as it goes over the wire, evidence in base64. Throws `ProtocolError` `too-large` beyond 1 MiB. */
export function encodeMessage(message: Request | Reply): string {
  const text = JSON.stringify(message.type === 'artifact' ? wireQuestion(message) : message)
  const size = Buffer.byteLength(text)
  if (size <= MAX_MESSAGE_BYTES) return text
  throw new ProtocolError(
    'too-large',
    { message: `a \`${message.type}\` message of ${size} bytes is over the limit of ${MAX_MESSAGE_BYTES}` },
    message.id,
  )
}

function wireQuestion(question: ArtifactQuestion): unknown {
  const { evidence, precedent } = question
  return {
    ...question,
    evidence: evidence.map(wireEvidence),
    precedent: precedent && { ...precedent, evidence: precedent.evidence.map(wireEvidence) },
  }
}

function wireEvidence(evidence: Evidence): unknown {
  return { ...evidence, bytes: encodeBase64(evidence.bytes) }
}
