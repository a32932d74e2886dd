import type { ThreadMessage, ThreadReply } from './messages.ts'
import type { VerifierHost, VerifierThread } from './verifier-host.ts'

/** What comes of a message: the thread's reply, or that there is none. */
export type Heard =
  | Exclude<ThreadReply, { kind: 'ready' }>
  /** It was ended for what it spent. */
  | { readonly kind: 'costly'; readonly found: string }
  /** It ended, for no reason that is known. */
  | { readonly kind: 'lost' }

type End = Exclude<Heard, ThreadReply>

/** A thread, with one message and its reply at a time. */
export interface ThreadLine {
  readonly thread: VerifierThread
  /** False where it ended, or took too long, before it could be told anything. */
  readonly ready: Promise<boolean>
  /** Never rejects. */
  tell(message: ThreadMessage): Promise<Heard>
  /** CPU time that it had used when it replied last, milliseconds. */
  cpuMs(): number
  hasEnded(): boolean
  end(why: End): void
}

/** Starts a thread that may never hold more than `maxBytes`, and must be ready within `wallMs`. */
export function openLine(
  host: VerifierHost,
  { maxBytes, wallMs }: { readonly maxBytes: number; readonly wallMs: number },
): ThreadLine {
  const ready = Promise.withResolvers<boolean>()
  const state = { ended: false, cpuMs: 0 }
  let hear: ((heard: Heard) => void) | null = null
  const end = (why: End): void => {
    state.ended = true
    cancelStart()
    thread.end()
    ready.resolve(false)
    hear?.(why)
  }
  const onReply = (reply: ThreadReply): void => {
    state.cpuMs = reply.cpuMs
    cancelStart()
    ready.resolve(true)
    if (reply.kind !== 'ready') hear?.(reply)
  }
  const onEnd = (why: 'memory' | 'other'): void =>
    end(why === 'memory' ? { kind: 'costly', found: 'more memory' } : { kind: 'lost' })
  const thread = host.start({ onReply, onEnd }, maxBytes)
  const cancelStart = host.after(wallMs, () => end({ kind: 'lost' }))
  return {
    thread,
    ready: ready.promise,
    tell: async (message) => {
      if (state.ended) return { kind: 'lost' }
      const heard = Promise.withResolvers<Heard>()
      hear = heard.resolve
      thread.tell(message)
      return await heard.promise
    },
    cpuMs: () => state.cpuMs,
    hasEnded: () => state.ended,
    end,
  }
}
