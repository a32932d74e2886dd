/** What is compared: one action by several contenders, the first of which is bare pip. */
export interface Measure {
  readonly name: string
  readonly rounds: number
  readonly contenders: readonly Contender[]
}

export interface Contender {
  readonly name: string
  /** Does the action once and returns what it took, in milliseconds, without its preparation. */
  readonly run: (round: number) => Promise<number>
}

/** Times by contender, in the order of the rounds. */
export type Times = Readonly<Record<string, readonly number[]>>

/** Contenders of a round, each round beginning with another one: nobody always runs on a warm or on a cold machine. */
function rotated<T>(items: readonly T[], by: number): readonly T[] {
  const at = by % items.length
  return [...items.slice(at), ...items.slice(0, at)]
}

/** Runs a measure, interleaved. A first round warms up and isn't counted. */
export async function takeTimes({ rounds, contenders }: Measure): Promise<Times> {
  const times = new Map(contenders.map(({ name }) => [name, [] as number[]]))
  for (let round = 0; round <= rounds; round += 1) {
    for (const { name, run } of rotated(contenders, round)) {
      const elapsed = await run(round)
      if (round > 0) times.get(name)?.push(elapsed)
    }
  }
  return Object.fromEntries(times)
}
