import type { ThreadMessage, ThreadReply } from './messages.ts'

/** A thread that runs `serveQuestions`. */
export interface VerifierThread {
  tell(message: ThreadMessage): void
  /** What it uses at this moment, also while it computes; null where it has ended. */
  spent(): Promise<Spent | null>
  /** Ends it, whatever it does. */
  end(): void
}

export interface Spent {
  /** CPU time since it began, milliseconds. */
  readonly cpuMs: number
  /** Memory: JavaScript values and buffers. */
  readonly bytes: number
}

export interface ThreadEvents {
  readonly onReply: (reply: ThreadReply) => void
  /** Called once: `memory` where it reached the limit of its memory, else whatever ended it. */
  readonly onEnd: (why: 'memory' | 'other') => void
}

/** The effects that a verifier needs: threads, and time. */
export interface VerifierHost {
  /** A thread whose memory may never grow beyond so many bytes. */
  start(events: ThreadEvents, maxBytes: number): VerifierThread
  /** Calls back once; the function that it gives takes that back. */
  after(ms: number, act: () => void): () => void
}
