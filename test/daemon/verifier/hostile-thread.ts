/** A thread that does what evidence with these words says, as evidence that exploits a bug of the verifier would; all else it verifies. */
import { parentPort } from 'node:worker_threads'
import { serveQuestions, type ThreadMessage } from '../../../src/verify/index.ts'

const port = parentPort
if (port === null) throw new Error('this runs in a thread')

const HOSTILE: Readonly<Record<string, () => void>> = {
  spin: () => {
    for (;;);
  },
  'fill the heap': () => {
    const all: object[] = []
    for (;;) all.push({ one: [all.length], more: 'x'.repeat(9) })
  },
  'fill buffers': () => {
    const all: Uint8Array[] = []
    for (;;) all.push(new Uint8Array(256 * 1024).fill(1))
  },
  exit: () => process.exit(0),
  crash: () => {
    setImmediate(() => {
      throw new Error('beside every promise')
    })
    throw new Error('at once')
  },
}

serveQuestions({
  hear: (act) =>
    port.on('message', (message: ThreadMessage) => {
      const [first] = message.kind === 'question' ? message.question.evidence : []
      HOSTILE[Buffer.from(first?.bytes ?? []).toString()]?.()
      act(message)
    }),
  say: (reply) => port.postMessage(reply),
  cpuMs: () => {
    const { user, system } = process.threadCpuUsage()
    return (user + system) / 1000
  },
})
