/** A question that the witness answers from within pip: what does keyring have for this index? */
export interface LoginQuestion {
  readonly id: number
  /** The index, without credentials. */
  readonly url: string
  /** The user name in its address, or null. */
  readonly user: string | null
  readonly provider: string
}

/** What the witness found; `login` null where keyring has nothing. */
export interface LoginAnswer {
  readonly id: number
  readonly login: { readonly user: string; readonly password: string } | null
}

/** Questions of one run about logins, and the witness that waits for them. */
export interface Logins {
  /** Asks the witness; null where none attends, or none answers in time. */
  ask(question: Omit<LoginQuestion, 'id'>): Promise<LoginAnswer['login']>
  /** Takes an answer, and waits for the next question; null after a while, and at the end of the run. */
  attend(answer: LoginAnswer | null): Promise<LoginQuestion | null>
}

/** How long keyring may take: pip itself gives up on a silent index after 15 s. */
const ANSWER_MS = 8_000
/** The witness asks anew after this long, well before it takes silence for a loss. */
const ATTEND_MS = 60_000
/** Questions that may wait at a time. */
const MAX_WAITING = 64

/** Nobody has asked yet. `isAttended`: the run's witness was told to wait for questions. */
export function logins(isAttended: boolean, ended: AbortSignal): Logins {
  const waiting: LoginQuestion[] = []
  const open = new Map<number, (login: LoginAnswer['login']) => void>()
  let count = 0
  let wake: (() => void) | null = null
  return {
    ask(asked) {
      if (!isAttended || ended.aborted || open.size >= MAX_WAITING) return Promise.resolve(null)
      const id = (count += 1)
      const { promise, resolve } = Promise.withResolvers<LoginAnswer['login']>()
      const timer = setTimeout(() => resolve(null), ANSWER_MS)
      open.set(id, resolve)
      waiting.push({ id, ...asked })
      wake?.()
      return promise.finally(() => {
        clearTimeout(timer)
        open.delete(id)
      })
    },
    async attend(answer) {
      if (answer !== null) open.get(answer.id)?.(answer.login)
      if (waiting.length === 0 && !ended.aborted) {
        const { promise, resolve } = Promise.withResolvers<void>()
        wake = resolve
        const timer = setTimeout(resolve, ATTEND_MS)
        ended.addEventListener('abort', () => resolve(), { once: true })
        await promise.finally(() => clearTimeout(timer))
      }
      return waiting.shift() ?? null
    },
  }
}
