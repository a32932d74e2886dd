/** Calls `onIdle` once nobody has been there for a while. */
export interface IdleWatch {
  /** Tells how many are there now. */
  count(present: number): void
  close(): void
}

const MS_PER_MINUTE = 60_000

/** `minutes` is asked each time the last one leaves, so that a changed setting counts from then on. */
export function watchIdle(minutes: () => number, onIdle: () => void): IdleWatch {
  let timer: NodeJS.Timeout | undefined
  const count = (present: number): void => {
    clearTimeout(timer)
    if (present === 0) timer = setTimeout(onIdle, minutes() * MS_PER_MINUTE)
  }
  count(0)
  return { count, close: () => clearTimeout(timer) }
}
