import { unpackTrust, type Trust } from '../../trust/index.ts'
import { verifyEvidence } from '../verify-evidence.ts'
import type { ThreadMessage, ThreadReply } from './messages.ts'

/** The thread's side of its port. */
export interface ThreadPort {
  hear(act: (message: ThreadMessage) => void): void
  say(reply: ThreadReply): void
  /** CPU time that this thread has used, in milliseconds. */
  cpuMs(): number
}

type Unmeasured = ThreadReply extends infer Reply
  ? Reply extends unknown
    ? Omit<Reply, 'cpuMs'>
    : never
  : never

/** What runs in a thread: keeps the trust that it was told last, and answers each question by it. */
export function serveQuestions(port: ThreadPort): void {
  let trust: Trust | null = null
  const heed = async (message: ThreadMessage): Promise<Unmeasured> => {
    if (message.kind === 'trust') {
      trust = unpackTrust(message.trust)
      return { kind: 'trusting' }
    }
    if (trust === null) throw new Error('a question came before any trust')
    return { kind: 'answer', answer: await verifyEvidence(message.question, trust, message.now) }
  }
  port.hear((message) => {
    void heed(message)
      .catch((error: unknown): Unmeasured => ({ kind: 'failed', ...wordsOf(error) }))
      .then((reply) => port.say({ ...reply, cpuMs: port.cpuMs() }))
  })
  port.say({ kind: 'ready', cpuMs: port.cpuMs() })
}

function wordsOf(error: unknown): { readonly message: string; readonly stack: string | null } {
  return error instanceof Error
    ? { message: error.message, stack: error.stack ?? null }
    : { message: String(error), stack: null }
}
