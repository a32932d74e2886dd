/** What runs in a thread of the daemon's: verification and nothing else. The only file of it that touches the thread. */
import { parentPort } from 'node:worker_threads'
import { serveQuestions, type ThreadMessage } from '../../verify/index.ts'

const port = parentPort
if (port === null) throw new Error('this runs in a thread that `trustd` starts')

serveQuestions({
  hear: (act) => port.on('message', (message: ThreadMessage) => act(message)),
  say: (reply) => port.postMessage(reply),
  cpuMs: () => {
    const { user, system } = process.threadCpuUsage()
    return (user + system) / 1000
  },
})
