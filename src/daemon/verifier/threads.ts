import { Worker } from 'node:worker_threads'
import type {
  ThreadEvents,
  ThreadMessage,
  ThreadReply,
  VerifierHost,
  VerifierThread,
} from '../../verify/index.ts'

/** Of the memory of one thread, what new values may take: they are copied twice before they count as old. */
const YOUNG_MIB = 16

/** Threads of this process that run `script`, the bundle or source of `verifier/main.ts`. They keep the process alive while they start or are asked something. */
export function verifierThreads(script: string): VerifierHost {
  return {
    start: (events, maxBytes) => {
      const resourceLimits = {
        maxOldGenerationSizeMb: Math.ceil(maxBytes / 1024 / 1024) - YOUNG_MIB,
        maxYoungGenerationSizeMb: YOUNG_MIB,
      }
      return started(new Worker(script, { resourceLimits, env: {} }), events)
    },
    after: (ms, act) => {
      const timer = setTimeout(act, ms).unref()
      return () => clearTimeout(timer)
    },
  }
}

function started(worker: Worker, { onReply, onEnd }: ThreadEvents): VerifierThread {
  let why: 'memory' | 'other' = 'other'
  worker.on('message', (reply: ThreadReply) => {
    worker.unref()
    onReply(reply)
  })
  worker.on('error', (error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') why = 'memory'
  })
  worker.once('exit', () => onEnd(why))
  return {
    tell: (message) => {
      worker.ref()
      worker.postMessage(...sendable(message))
    },
    spent: () => spentBy(worker),
    end: () => void worker.terminate(),
  }
}

/** A view is sent with all of the memory that it is a view of, which may be more: its own bytes are copied, and given away. */
function sendable(message: ThreadMessage): [ThreadMessage, ArrayBuffer[]] {
  if (message.kind === 'trust') return [message, []]
  const evidence = message.question.evidence.map((each) => ({ ...each, bytes: new Uint8Array(each.bytes) }))
  const question = { ...message.question, evidence }
  return [{ ...message, question }, evidence.map(({ bytes }) => bytes.buffer)]
}

async function spentBy(worker: Worker): ReturnType<VerifierThread['spent']> {
  try {
    const [{ user, system }, heap] = await Promise.all([worker.cpuUsage(), worker.getHeapStatistics()])
    return { cpuMs: (user + system) / 1000, bytes: heap.used_heap_size + heap.external_memory }
  } catch {
    // It has ended in the meantime: then there is nothing to say about it.
    return null
  }
}
