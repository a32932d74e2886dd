import { trustOf } from '../../../src/trust/index.ts'
import {
  verifyEvidence,
  type ThreadEvents,
  type ThreadMessage,
  type VerifierHost,
} from '../../../src/verify/index.ts'
import { NOW } from '../support.ts'

export const TRUST = trustOf([], [])

export interface PlantedThread {
  readonly events: ThreadEvents
  readonly told: ThreadMessage[]
  readonly maxBytes: number
  spent: { cpuMs: number; bytes: number }
  ended: boolean
}

/** Threads that do nothing by themselves, and a clock that goes when it is told to. */
export function planted() {
  const threads: PlantedThread[] = []
  const timers = new Set<{ readonly at: number; readonly act: () => void }>()
  let now = 0
  const host: VerifierHost = {
    start: (events, maxBytes) => {
      const thread: PlantedThread = {
        events,
        maxBytes,
        told: [],
        spent: { cpuMs: 0, bytes: 0 },
        ended: false,
      }
      threads.push(thread)
      return {
        tell: (message) => thread.told.push(message),
        spent: () => Promise.resolve(thread.ended ? null : thread.spent),
        end: () => {
          thread.ended = true
        },
      }
    },
    after: (ms, act) => {
      const timer = { at: now + ms, act }
      timers.add(timer)
      return () => timers.delete(timer)
    },
  }
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
  }
  return {
    host,
    threads,
    settle,
    timers: () => timers.size,
    pass: async (ms: number) => {
      const end = now + ms
      for (;;) {
        const [next] = [...timers].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)
        if (next === undefined) break
        timers.delete(next)
        now = next.at
        next.act()
        await settle()
      }
      now = end
    },
    start: async (at: number, cpuMs = 0) => {
      threads[at]?.events.onReply({ kind: 'ready', cpuMs })
      await settle()
    },
    trust: async (at: number, cpuMs = 0) => {
      threads[at]?.events.onReply({ kind: 'trusting', cpuMs })
      await settle()
    },
    answer: async (at: number, cpuMs: number) => {
      const message = threads[at]?.told.at(-1)
      if (message?.kind !== 'question') throw new Error('nothing was asked')
      const answer = await verifyEvidence(message.question, TRUST, NOW)
      threads[at]?.events.onReply({ kind: 'answer', answer, cpuMs })
      await settle()
    },
  }
}
