import { endParts } from '../test/e2e/harness/index.ts'
import type { Contender, Measure } from './measures.ts'
import { NO_REPORT, type Stage } from './stage.ts'

/** One command without any request, timed. `before` is preparation and isn't. */
function command(
  stage: Stage,
  args: readonly string[],
  guarded: boolean,
  before: () => Promise<void> = async () => {},
): Contender['run'] {
  return async () => {
    await before()
    const pip = guarded ? stage.scene.pip : stage.scene.barePip
    const { code, elapsedMs, stderr } = await pip(args, { env: NO_REPORT })
    if (code !== 0) throw new Error(`pip ended with ${code}\n${stderr}`)
    return elapsedMs
  }
}

/** What is installed already: the run is opened and watched, and asks for nothing. */
const NOTHING_TO_DO = ['install', 'pip'] as const

/** Starting pip: a word that passes through, and a guarded run with the parts not running yet and running. */
export function startMeasures(stage: Stage, rounds: number, guarded: boolean): readonly Measure[] {
  const ended = async (): Promise<void> => await endParts(stage.scene.home.trustHome)
  return [
    {
      name: 'pip --version',
      rounds: rounds * 3,
      contenders: [
        { name: 'bare', run: command(stage, ['--version'], false) },
        { name: 'guarded', run: command(stage, ['--version'], guarded) },
      ],
    },
    {
      name: 'start of a guarded run',
      rounds,
      contenders: [
        { name: 'bare', run: command(stage, NOTHING_TO_DO, false) },
        { name: 'second', run: command(stage, NOTHING_TO_DO, guarded) },
      ],
    },
    {
      name: 'first guarded start',
      rounds,
      contenders: [
        { name: 'bare', run: command(stage, NOTHING_TO_DO, false) },
        { name: 'first', run: command(stage, NOTHING_TO_DO, guarded, ended) },
      ],
    },
  ]
}
