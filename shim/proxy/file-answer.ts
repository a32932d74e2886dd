import type { IncomingMessage } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { refusal, type SpooledFile } from '../gather/index.ts'
import { type Judged, type KnownFile, type Outcome, publicAddress } from '../runs/index.ts'
import { digestGuard } from './digest-guard.ts'
import type { Exchange, ProxyWorld } from './exchange.ts'
import { fileNameOf } from './file-name.ts'
import { responseHeaders } from './headers.ts'
import { type HeldAnswer, holdAnswer } from './held-answer.ts'
import { ProxyError } from './proxy-error.ts'
import { refuseWith, upstreamFailed } from './refuse.ts'
import { spoolBody } from './spool.ts'

/**
 * The gate (channels.md): an answer streams only when the verdict on its digest is already «yes» and the page that pip
 * has from us carries that digest, so that pip checks it too. All else is held back whole, judged, and only then given;
 * so is everything in a session of the guard's, where another pip may have the page than the one that asks.
 */
export async function answerFile(
  exchange: Exchange,
  incoming: IncomingMessage,
  known: KnownFile | null,
  world: ProxyWorld,
): Promise<void> {
  const early =
    known === null ? null : await within(world.files.early(exchange.run, known), world.limits.holdMs)
  if (early?.decision === 'block') {
    incoming.destroy()
    return refuseWith(exchange, early)
  }
  if (known !== null && early !== null && !exchange.run.standing && mayStream(known, early))
    return stream(exchange, incoming, early)
  return spoolAndJudge(exchange, incoming, known, world)
}

function mayStream(known: KnownFile, { artifact }: Judged): boolean {
  return (
    known.checkedByPip &&
    known.digests.size === 1 &&
    'sha256' in artifact &&
    known.digests.has(artifact.sha256)
  )
}

/** Null when it takes longer. */
async function within<Value>(value: Promise<Value>, ms: number): Promise<Value | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), ms)))
  return Promise.race([value, late]).finally(() => clearTimeout(timer))
}

async function stream(exchange: Exchange, incoming: IncomingMessage, early: Judged): Promise<void> {
  const expected = 'sha256' in early.artifact ? early.artifact.sha256 : ''
  const length = incoming.headers['content-length']
  const size = length === undefined ? {} : { 'content-length': length }
  exchange.response.writeHead(200, { ...responseHeaders(incoming.headers), ...size })
  try {
    await pipeline(incoming, digestGuard(expected), exchange.response)
    exchange.run.ledger.record(early)
  } catch (error) {
    exchange.response.destroy()
    if (error instanceof ProxyError) recordMismatch(exchange, early, `${expected} (by index)`)
  }
}

function recordMismatch({ run, url }: Exchange, { artifact }: Judged, expected: string): void {
  const name = 'filename' in artifact ? artifact.filename : artifact.location
  const finding = { code: 'TC1002', expected: `sha256 ${expected}`, found: 'other bytes' } as const
  const outcome = refusal({
    name,
    sha256: null,
    channel: artifact.channel,
    location: artifact.location,
    finding,
    hint: null,
  })
  run.ledger.record(outcome)
  run.ledger.refuseAddress(url, outcome)
}

function spoolAndJudge(
  exchange: Exchange,
  incoming: IncomingMessage,
  known: KnownFile | null,
  world: ProxyWorld,
): Promise<void> {
  return holdFile(exchange, incoming, known, world, async (held, file) =>
    concludeFile(exchange, held, file, await world.files.spooled(exchange.run, file)),
  )
}

/** Holds a body back whole, keeping pip waiting, and hands it to `then`; afterwards the file is gone. */
export async function holdFile(
  exchange: Exchange,
  incoming: IncomingMessage,
  known: KnownFile | null,
  { spoolFolder, limits }: ProxyWorld,
  then: (held: HeldAnswer, file: SpooledFile) => Promise<void>,
): Promise<void> {
  const spool = spoolBody(incoming, spoolFolder, limits.maxFileBytes)
  const held = holdAnswer(exchange.response, responseHeaders(incoming.headers), spool, limits.silenceMs)
  try {
    const filename = fileNameOf(exchange.url, known, incoming.headers['content-disposition'])
    const { sha256, size } = await spool.whole
    await then(held, { url: exchange.url, known, filename, path: spool.path, sha256, size })
  } catch (error) {
    failed(exchange, error)
  } finally {
    held.stop()
    await spool.remove()
  }
}

/** Gives or refuses a whole file. */
export async function concludeFile(
  exchange: Exchange,
  held: HeldAnswer,
  file: SpooledFile,
  outcome: Outcome,
): Promise<void> {
  if (outcome.decision === 'block') return refuseWith(exchange, outcome)
  exchange.run.ledger.record(outcome)
  try {
    await held.release(file)
  } catch (error) {
    exchange.response.destroy()
    if (error instanceof ProxyError) recordMismatch(exchange, outcome, `${file.sha256} (as it was judged)`)
  }
}

/** Also for a full disk: what cannot be held back cannot be judged. */
function failed(exchange: Exchange, error: unknown): void {
  if (exchange.gone.aborted) return void exchange.response.destroy()
  if (error instanceof ProxyError) return upstreamFailed(exchange, error)
  const found = error instanceof Error ? error.message : String(error)
  const location = publicAddress(exchange.url)
  const finding = {
    code: 'TC5004',
    expected: 'room to hold the file back while it is judged',
    found,
  } as const
  const text = {
    name: location,
    sha256: null,
    channel: 'index',
    location,
    finding,
    hint: 'make room on the disk',
  }
  refuseWith(exchange, refusal(text))
}
