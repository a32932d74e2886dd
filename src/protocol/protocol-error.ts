import { PipTrustError, type ErrorText } from '../errors/index.ts'
import type { ProtocolErrorCode } from './messages.ts'

/** A message that breaks the protocol. `id` is the message's own where it could be read, else 0, which no question has. */
export class ProtocolError extends PipTrustError<ProtocolErrorCode> {
  readonly id: number

  constructor(code: ProtocolErrorCode, text: ErrorText, id = 0) {
    super(code, text)
    this.id = id
  }
}
