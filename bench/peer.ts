import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** A verifier in a process of its own, that stays: it is asked a line of JSON and answers one. */
export interface Peer {
  /** Verifications in a second of its CPU time. */
  readonly rate: (question: object) => Promise<number>
  readonly end: () => void
}

/** Starts a peer. Its `rate` rejects where it answers with no number, or not at all. */
export function startPeer(program: string, args: readonly string[] = []): Peer {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    rate: async (question) => {
      child.stdin.write(`${JSON.stringify({ id: 0, ...question })}\n`)
      const { value = '{}' } = await lines.next()
      const { answer }: { readonly answer?: unknown } = JSON.parse(value)
      if (typeof answer !== 'number') throw new Error(`\`${program}\` gave no rate: ${String(answer)}`)
      return answer
    },
    end: () => child.stdin.end(),
  }
}
