import { serialize } from 'node:v8'
import { packTrust, type PackedTrust, type Trust } from '../../trust/index.ts'
import type { EvidenceAnswer, EvidenceQuestion } from '../evidence-question.ts'
import { tooCostly } from '../too-costly.ts'
import { verifyEvidence } from '../verify-evidence.ts'
import { openSeat, type Seat, type SeatOutcome } from './seat.ts'
import { VerifierError } from './verifier-error.ts'
import type { VerifierHost } from './verifier-host.ts'
import type { SpendingLimits } from './watch-spending.ts'

export interface VerifierLimits extends SpendingLimits {
  /** What a thread may hold beside that, for itself and the trust of most machines. */
  readonly ownBytes: number
  /** How long a question waits for a busy thread before another one is started. */
  readonly patienceMs: number
  readonly maxThreads: number
}

interface Job {
  readonly question: EvidenceQuestion
  readonly trust: Trust
  readonly now: number
  readonly done: PromiseWithResolvers<EvidenceAnswer>
  /** Threads that ended under it, for no reason that is known. */
  losses: number
}

const MAX_LOSSES = 2
const MAX_FAILED_STARTS = 2

/** Trust as it is sent, and what a thread holds with it. */
interface Told {
  readonly trust: PackedTrust
  readonly ownBytes: number
}

/** Of this size, in bytes, trust is no matter; of more, taken apart it takes so many times as much. */
const SMALL_TRUST = 128 * 1024
const TRUST_GROWTH = 32

/**
 * Verifies evidence as `verifyEvidence` does, but in threads that can be ended. Each answers one question at a time; one is
 * kept warm, and others help out while questions hold the first one up. Where a question spends more than the limits
 * allow, its thread is ended and the answer is `tooCostly`'s; the questions behind it get another thread.
 */
export class Verifier {
  readonly #host: VerifierHost
  readonly #limits: VerifierLimits
  readonly #seats = new Set<Seat>()
  readonly #waiting: Job[] = []
  #idle: Seat | null = null
  #told: Told | null = null
  #failedStarts = 0
  #cancelHelp: (() => void) | null = null
  #closed = false

  constructor(host: VerifierHost, limits: VerifierLimits) {
    this.#host = host
    this.#limits = limits
  }

  /** Starts the first thread before it is needed. */
  warm(): void {
    if (this.#seats.size === 0 && !this.#closed) this.#open()
  }

  /**
   * Where nothing untrusted is to be read there is nothing to guard against, and no thread is asked. Rejects with
   * `VerifierError` where no thread can be started, where it was closed, or for a bug; bad evidence is a fact.
   */
  async verify(question: EvidenceQuestion, trust: Trust, now: number): Promise<EvidenceAnswer> {
    if (question.evidence.length === 0) return await verifyEvidence(question, trust, now)
    if (this.#closed) throw closed()
    const job: Job = { question, trust, now, done: Promise.withResolvers(), losses: 0 }
    this.#waiting.push(job)
    this.#callThread()
    return await job.done.promise
  }

  /** Ends all threads; what is still asked for rejects. */
  close(): void {
    this.#closed = true
    this.#cancelHelp?.()
    for (const seat of this.#seats) seat.end()
    this.#rejectWaiting(closed())
  }

  #callThread(): void {
    const idle = this.#idle
    this.#idle = null
    if (idle?.hasEnded() === false) void this.#work(idle)
    else {
      if (idle !== null) this.#seats.delete(idle)
      if (this.#seats.size === 0) this.#open()
      else this.#callHelp()
    }
  }

  /** Another thread, if somebody still waits in a moment. */
  #callHelp(): void {
    if (this.#seats.size >= this.#limits.maxThreads) return
    this.#cancelHelp ??= this.#host.after(this.#limits.patienceMs, () => {
      this.#cancelHelp = null
      if (this.#waiting.length === 0) return
      if (this.#seats.size < this.#limits.maxThreads) this.#open()
      this.#callHelp()
    })
  }

  #open(): void {
    const ownBytes = this.#told?.ownBytes ?? this.#limits.ownBytes
    const seat = openSeat(this.#host, { ...this.#limits, ownBytes })
    this.#seats.add(seat)
    void this.#begin(seat)
  }

  async #begin(seat: Seat): Promise<void> {
    const started = await seat.ready
    if (started) return await this.#work(seat)
    this.#failedStarts += 1
    this.#replace(seat)
  }

  /** Serves whoever waits, and stays for the next one if it is the only one left. */
  async #work(seat: Seat): Promise<void> {
    for (let job = this.#waiting.shift(); job !== undefined; job = this.#waiting.shift()) {
      const { question, now } = job
      const { trust, ownBytes } = this.#tell(job.trust)
      if (ownBytes > seat.ownBytes) {
        this.#waiting.unshift(job)
        seat.end()
      } else this.#settle(job, await seat.ask({ question, now, trust }))
      if (seat.hasEnded()) return this.#replace(seat)
    }
    if (this.#idle === null && !this.#closed) this.#idle = seat
    else {
      this.#seats.delete(seat)
      seat.end()
    }
  }

  /** Another thread in place of one that ended, unless none will start. One that has nothing to do takes what was lost. */
  #replace(seat: Seat): void {
    this.#seats.delete(seat)
    if (this.#closed) return
    if (this.#idle !== null) {
      if (this.#waiting.length > 0) this.#callThread()
    } else if (this.#failedStarts < MAX_FAILED_STARTS) this.#open()
    else if (this.#seats.size === 0) this.#giveUp()
  }

  #giveUp(): void {
    this.#failedStarts = 0
    this.#rejectWaiting(
      new VerifierError('not-started', {
        message: 'no thread for verification starts',
        hint: 'install again: ./install.sh',
      }),
    )
  }

  #settle(job: Job, outcome: SeatOutcome): void {
    this.#failedStarts = outcome.kind === 'untaught' ? this.#failedStarts + 1 : 0
    switch (outcome.kind) {
      case 'answer':
        return job.done.resolve(outcome.answer)
      case 'failed': {
        const cause = new Error(outcome.message)
        if (outcome.stack !== null) cause.stack = outcome.stack
        return job.done.reject(new VerifierError('failed', { message: outcome.message, cause }))
      }
      case 'costly':
        return job.done.resolve(this.#tooCostly(job, outcome.found))
      case 'lost':
        job.losses += 1
        if (this.#closed) return job.done.reject(closed())
        if (job.losses >= MAX_LOSSES)
          return job.done.resolve(this.#tooCostly(job, `${job.losses} threads that ended over it`))
        this.#waiting.unshift(job)
        return
      case 'untaught':
        if (this.#closed) job.done.reject(closed())
        else this.#waiting.unshift(job)
    }
  }

  #tooCostly({ question, now }: Job, found: string): EvidenceAnswer {
    const { cpuMs, bytes } = this.#limits
    const expected = `at most ${cpuMs} ms of CPU and ${bytes / 1024 / 1024} MiB of memory`
    return tooCostly(question, { expected, found, now })
  }

  #tell(trust: Trust): Told {
    if (this.#told?.trust.digest !== trust.digest) {
      const packed = packTrust(trust)
      const size = serialize(packed).byteLength
      const growth = size > SMALL_TRUST ? TRUST_GROWTH * size : 0
      this.#told = { trust: packed, ownBytes: this.#limits.ownBytes + growth }
    }
    return this.#told
  }

  #rejectWaiting(error: VerifierError): void {
    for (const job of this.#waiting.splice(0)) job.done.reject(error)
  }
}

function closed(): VerifierError {
  return new VerifierError('closed', { message: 'the verifier was closed' })
}
