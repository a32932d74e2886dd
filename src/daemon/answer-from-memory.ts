import {
  ProtocolError,
  type BypassRequest,
  type DecisionsQuestion,
  type PublisherChange,
  type Reply,
  type Request,
} from '../protocol/index.ts'
import type { Store } from '../store/index.ts'
import type { Desk } from './desk.ts'
import { fitting } from './fitting.ts'

type MemoryRequest = Extract<
  Request,
  { type: 'decisions' | 'history' | 'append' | 'publishers' | 'publisher-change' | 'bypass' }
>
type Content<Message> = Message extends unknown ? Omit<Message, 'v' | 'id'> : never
type MemoryReply = Content<Extract<Reply, { type: MemoryRequest['type'] }>>

/** What the daemon remembers, and what people add to it: each change is in the history before it is answered. */
export async function answerFromMemory(request: MemoryRequest, desk: Desk): Promise<MemoryReply> {
  const { store, clock } = desk
  switch (request.type) {
    case 'decisions':
      return { type: 'decisions', ...(await decisionsPage(request, store)) }
    case 'history':
      return { type: 'history', ...(await store.history(request)) }
    case 'append':
      await store.append({ at: clock(), actor: request.actor, event: request.event })
      return { type: 'append' }
    case 'publishers':
      return { type: 'publishers', publishers: fitting(await store.publishers(request.project)) }
    case 'publisher-change':
      await changePublisher(request, desk)
      return { type: 'publisher-change' }
    case 'bypass':
      return { type: 'bypass', bypass: await changeBypass(request, desk) }
  }
}

/** A page may be shorter than was asked for: records differ in size, and a message has its limit. */
async function decisionsPage(request: DecisionsQuestion, store: Store) {
  const page = await store.decisionsSince(request)
  const decisions = fitting(page.decisions.map(({ record }) => record))
  const last = page.decisions[decisions.length - 1]
  const isWhole = decisions.length === page.decisions.length
  return { decisions, next: isWhole ? page.next : (last?.id ?? null) }
}

async function changePublisher({ actor, action, remembered }: PublisherChange, { store, clock }: Desk) {
  const { project, index, publisher } = remembered
  const done = action === 'accept' ? 'accepted' : 'forgotten'
  await store.append({
    at: clock(),
    actor,
    event: { type: 'publisher', action: done, project, index, publisher },
  })
  if (action === 'accept') await store.rememberPublisher({ ...remembered, by: 'person' })
  else await store.forgetPublisher(remembered)
}

/** The longest that a break-glass may hold, in seconds. */
export const MAX_BYPASS_SECONDS = 24 * 3600

async function changeBypass({ id, actor, bypass }: BypassRequest, desk: Desk) {
  const { store, clock } = desk
  const now = clock()
  const before = await store.bypass(now)
  if (bypass === null) {
    if (before === null) return null
    const { reason } = before
    await store.append({ at: now, actor, event: { type: 'bypass', action: 'ended', reason, until: now } })
    await store.setBypass(null)
    return null
  }
  refuseWhereOff(id, desk)
  const { reason } = bypass
  if (bypass.until <= now || bypass.until - now > MAX_BYPASS_SECONDS) throw outOfBounds(id)
  const begun = { reason, by: actor, from: now, until: bypass.until }
  await store.append({
    at: now,
    actor,
    event: { type: 'bypass', action: 'began', reason, until: begun.until },
  })
  await store.setBypass(begun)
  return begun
}

const OFF: ReadonlySet<string | null> = new Set(['strict', 'ci'])

function refuseWhereOff(id: number, desk: Desk): void {
  const layer = desk.configuration().layers.find(({ policy }) => OFF.has(policy.preset))
  if (layer === undefined) return
  const { name, preset } = layer.policy
  const message = `the policy \`${name}\` is built on \`${preset}\`, which allows no bypass`
  throw new ProtocolError('refused', { message, hint: 'trustctl exception request PROJECT==VERSION' }, id)
}

function outOfBounds(id: number): ProtocolError {
  const message = `a bypass ends within ${MAX_BYPASS_SECONDS / 3600} h, and not in the past`
  return new ProtocolError('refused', { message, hint: 'trustctl bypass --reason REASON --for 1h' }, id)
}
