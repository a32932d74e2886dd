import { setTimeout as pause } from 'node:timers/promises'
import { signalPart, type Resident } from '../../test/e2e/harness/index.ts'
import type { Draw } from './draw.ts'
import { afterwards, installOf, type Played } from './fault.ts'
import type { Stage, Told } from './stage.ts'

/** An install on a quiet machine takes about this long; moments are drawn from it. */
const WINDOW_MS = 2500
/** How long what is stopped stays so: until the run's end where 0. */
const PAUSES_MS = [0, 1500, 5000] as const

/** Starts the parts first, every other time: else they are hit while they start. */
export async function warmUp(stage: Stage, draw: Draw): Promise<string> {
  if (draw.number('warm', 2) === 0) return 'cold'
  await stage.pip(['download', '-q', '-d', 'warm', 'warm'])
  return 'warm'
}

async function withPip(
  stage: Stage,
  project: string,
  meanwhile: (pip: { kill: (signal: NodeJS.Signals) => boolean }, over: Promise<unknown>) => Promise<void>,
): Promise<Told> {
  const { promise: over, resolve: end } = Promise.withResolvers<void>()
  let acting: Promise<void> = Promise.resolve()
  const told = await stage.pip(installOf(project), {
    onStart: (child) => {
      acting = meanwhile(child, over)
    },
  })
  end()
  await acting
  return told
}

/** A resident part (or both) killed at a moment. */
export async function kill(stage: Stage, project: string, draw: Draw): Promise<Played> {
  const parts = draw.one<readonly Resident[]>('parts', [
    ['daemon'],
    ['interceptor'],
    ['daemon', 'interceptor'],
  ])
  const warm = await warmUp(stage, draw)
  const afterMs = draw.number('moment', WINDOW_MS)
  const told = await withPip(stage, project, async () => {
    await pause(afterMs)
    for (const part of parts) signalPart(part, stage.scene.home.trustHome, 'SIGKILL')
  })
  return await afterwards(stage, `${parts.join(' and ')} killed after ${afterMs} ms, ${warm}`, told)
}

/** The daemon or the interceptor stopped at a moment; it goes on later. The interceptor is never left so: pip itself would wait for minutes. */
export async function stop(stage: Stage, project: string, draw: Draw): Promise<Played> {
  const part = draw.one<Resident>('part', ['daemon', 'interceptor'])
  const drawn = draw.one('pause', PAUSES_MS)
  const pauseMs = part === 'interceptor' && drawn === 0 ? 3000 : drawn
  const warm = await warmUp(stage, draw)
  const afterMs = draw.number('moment', WINDOW_MS)
  const { trustHome } = stage.scene.home
  const told = await withPip(stage, project, async (_pip, over) => {
    await pause(afterMs)
    if (!signalPart(part, trustHome, 'SIGSTOP')) return
    await Promise.race(pauseMs === 0 ? [over] : [pause(pauseMs), over])
    signalPart(part, trustHome, 'SIGCONT')
  })
  const length = pauseMs === 0 ? 'to the end' : `for ${pauseMs} ms`
  return await afterwards(stage, `${part} stopped after ${afterMs} ms ${length}, ${warm}`, told)
}

/** pip itself ended or stopped for a while. */
export async function endPip(stage: Stage, project: string, draw: Draw): Promise<Played> {
  const signal = draw.one<NodeJS.Signals>('signal', ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGSTOP'])
  const warm = await warmUp(stage, draw)
  const afterMs = draw.number('moment', WINDOW_MS)
  const told = await withPip(stage, project, async (pip) => {
    await pause(afterMs)
    pip.kill(signal)
    if (signal !== 'SIGSTOP') return
    await pause(1500)
    pip.kill('SIGCONT')
  })
  return await afterwards(stage, `pip: ${signal} after ${afterMs} ms, ${warm}`, told, signal !== 'SIGSTOP')
}

/** The index gone at a moment, for the rest of the run. */
export async function endIndex(stage: Stage, project: string, draw: Draw): Promise<Played> {
  const warm = await warmUp(stage, draw)
  const afterMs = draw.number('moment', WINDOW_MS)
  const told = await withPip(stage, project, async () => {
    await pause(afterMs)
    stage.wire.hangUp()
  })
  stage.wire.heal()
  return await afterwards(stage, `index gone after ${afterMs} ms, ${warm}`, told)
}
