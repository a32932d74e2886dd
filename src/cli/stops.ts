import type { Cli } from './cli.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
type Stop = (typeof SIGNALS)[number]

/** What of a process this takes. */
export interface StoppedProcess {
  readonly pid: number
  readonly on: (signal: Stop, heard: (signal: Stop) => void) => unknown
  readonly off: (signal: Stop, heard: (signal: Stop) => void) => unknown
  readonly kill: (pid: number, signal: Stop) => unknown
}

/** How a program is broken off where something has to be put away first. */
export interface Stops {
  readonly stoppable: Cli['stoppable']
  /** Ends by the signal that came meanwhile, if one did: a shell that waits sees why. */
  readonly endIfStopped: () => void
}

/** Signals are heard only while something asks for it; else, and from the second on, they do what they always do. */
export function openStops(own: StoppedProcess): Stops {
  let came: Stop | null = null
  return {
    stoppable: async (act) => {
      const controller = new AbortController()
      const heard = (signal: Stop): void => {
        came = signal
        forget()
        controller.abort()
      }
      const forget = (): void => SIGNALS.forEach((signal) => own.off(signal, heard))
      for (const signal of SIGNALS) own.on(signal, heard)
      try {
        return await act(controller.signal)
      } finally {
        forget()
      }
    },
    endIfStopped: () => {
      if (came !== null) own.kill(own.pid, came)
    },
  }
}
