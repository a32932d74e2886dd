import type { Measure } from './measures.ts'
import type { Stage } from './stage.ts'

/**
 * Installing new wheels. Each round has wheels of its own; the first guarded install of them finds no verdict, the next
 * one finds all. No cache of pip's own is used, or the second install would fetch nothing.
 */
function installMeasure(
  line: string,
  stage: Stage,
  count: number,
  rounds: number,
  guarded: boolean,
): Measure {
  const wheels = new Map<number, readonly string[]>()
  const wheelsOf = (round: number): readonly string[] => {
    const names = wheels.get(round) ?? stage.newWheels(count)
    wheels.set(round, names)
    return names
  }
  return {
    name: `install of ${count} ${count === 1 ? 'wheel' : 'wheels'}, ${line}`,
    rounds,
    contenders: [
      { name: 'bare', run: async (round) => await stage.install(wheelsOf(round), false) },
      { name: 'cold', run: async (round) => await coldInstall(round) },
      { name: 'known', run: async (round) => await knownInstall(round) },
    ],
  }

  // the order of a round rotates, so «cold» sets out wheels that «known» has not installed, and «known» makes sure of it
  async function coldInstall(round: number): Promise<number> {
    const fresh = stage.newWheels(count)
    wheels.set(round, fresh)
    return await stage.install(fresh, guarded)
  }

  async function knownInstall(round: number): Promise<number> {
    const names = wheelsOf(round)
    await stage.install(names, guarded)
    return await stage.install(names, guarded)
  }
}

/** Installs of 1 and of 20 wheels over one line. */
export function installMeasures(
  line: string,
  stage: Stage,
  rounds: number,
  guarded: boolean,
): readonly Measure[] {
  return [1, 20].map((count) => installMeasure(line, stage, count, rounds, guarded))
}
