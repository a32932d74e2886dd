/** Runs pieces of work side by side, at most so many at once; the rest waits in order. */
export interface WorkQueue {
  add(work: () => Promise<void>): void
  isEmpty(): boolean
}

/** What the owner does about it: stop reading when it is full, go on when there is room, end when all is done. */
export interface WorkEvents {
  readonly onFull: () => void
  readonly onRoom: () => void
  readonly onEmpty: () => void
}

/** The work never rejects. What waits is bounded by what was read before `onFull` stopped the reading. */
export function workQueue(maxAtOnce: number, { onFull, onRoom, onEmpty }: WorkEvents): WorkQueue {
  const waiting: (() => Promise<void>)[] = []
  let running = 0
  const run = async (work: () => Promise<void>): Promise<void> => {
    running += 1
    await work()
    running -= 1
    const next = waiting.shift()
    if (next !== undefined) void run(next)
    else if (running === 0) onEmpty()
    if (waiting.length === 0) onRoom()
  }
  return {
    add: (work) => {
      if (running < maxAtOnce) void run(work)
      else waiting.push(work)
      if (running >= maxAtOnce) onFull()
    },
    isEmpty: () => running === 0 && waiting.length === 0,
  }
}
