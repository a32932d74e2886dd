/** What runs in a thread of the daemon's: verification and nothing else. The only file of it that touches the thread. */
import { parentPort } from 'node:worker_threads'
import { serveQuestions, type ThreadQuestion } from '../../verify/index.ts'

const port = parentPort
if (port === null) throw new Error('this runs in a thread that `trustd` starts')

serveQuestions({
  hear: (act) => port.on('message', (asked: ThreadQuestion) => act(asked)),
  say: (reply) => port.postMessage(reply),
  cpuMs: () => {
    const { user, system } = process.threadCpuUsage()
    return (user + system) / 1000
  },
})
