import { badAnswers, drawAnswer } from './answers.ts'
import type { Draw } from './draw.ts'
import { afterwards, installOf, type Played } from './fault.ts'
import { warmUp } from './parts.ts'
import type { Stage } from './stage.ts'
import type { WireFault } from './wire.ts'

/** Bytes that an install brings, beside handshakes. */
const EARLY_BYTES = 8_000
const ALL_BYTES = 30_000

/** The wire to the index broken after so many bytes. */
export async function breakWire(stage: Stage, project: string, draw: Draw): Promise<Played> {
  const fault = draw.one<WireFault>('wire', ['reset', 'cut', 'stall', 'noise', 'drip'])
  const bytes = draw.number('bytes', draw.one('range', [EARLY_BYTES, ALL_BYTES]))
  const warm = await warmUp(stage, draw)
  stage.wire.breakAt(fault, bytes)
  const told = await stage.pip(installOf(project))
  stage.wire.heal()
  return await afterwards(stage, `wire: ${fault} after ${bytes} bytes, ${warm}`, told)
}

/** The index answers badly. */
export async function answerBadly(stage: Stage, project: string, draw: Draw): Promise<Played> {
  const { kind, asked, times } = drawAnswer(draw)
  const warm = await warmUp(stage, draw)
  stage.meddle = badAnswers(kind, asked, times)
  const told = await stage.pip(installOf(project))
  stage.meddle = null
  const often = times === 1000 ? 'always' : `${times} times`
  return await afterwards(stage, `answer: ${kind}, to ${asked}, ${often}, ${warm}`, told)
}
