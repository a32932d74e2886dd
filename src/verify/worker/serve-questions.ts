import { unpackTrust, type Trust } from '../../trust/index.ts'
import type { EvidenceAnswer } from '../evidence-question.ts'
import { verifyEvidence } from '../verify-evidence.ts'
import type { ThreadQuestion, ThreadReply } from './messages.ts'

/** The thread's side of its port. */
export interface ThreadPort {
  hear(act: (asked: ThreadQuestion) => void): void
  say(reply: ThreadReply): void
  /** CPU time that this thread has used, in milliseconds. */
  cpuMs(): number
}

/** What runs in a thread: answers each question, and keeps the trust that came with one for those that follow. */
export function serveQuestions(port: ThreadPort): void {
  let trust: Trust | null = null
  const answer = async (asked: ThreadQuestion): Promise<EvidenceAnswer> => {
    if (asked.trust !== null) trust = unpackTrust(asked.trust)
    if (trust === null) throw new Error('a question came before any trust')
    return await verifyEvidence(asked.question, trust, asked.now)
  }
  port.hear((asked) => {
    answer(asked).then(
      (found) => port.say({ kind: 'answer', answer: found, cpuMs: port.cpuMs() }),
      (error: unknown) => port.say({ kind: 'failed', ...wordsOf(error), cpuMs: port.cpuMs() }),
    )
  })
  port.say({ kind: 'ready', cpuMs: port.cpuMs() })
}

function wordsOf(error: unknown): { readonly message: string; readonly stack: string | null } {
  return error instanceof Error
    ? { message: error.message, stack: error.stack ?? null }
    : { message: String(error), stack: null }
}
