import {
  ProtocolError,
  type AppendRequest,
  type DecisionsQuestion,
  type HistoryQuestion,
  type PublisherChange,
  type Reply,
  type Request,
} from '../protocol/index.ts'
import type { Store } from '../store/index.ts'
import { DAEMON_ACTOR } from './chronicle.ts'
import type { Content, Desk } from './desk.ts'
import { fitting } from './fitting.ts'

type MemoryRequest = Extract<
  Request,
  { type: 'decisions' | 'history' | 'append' | 'publishers' | 'publisher-change' | 'bypass' }
>
type MemoryReply = Content<Extract<Reply, { type: MemoryRequest['type'] }>>

/** What the daemon remembers, and what people add to it: each change is in the history before it is answered. */
export async function answerFromMemory(request: MemoryRequest, desk: Desk): Promise<MemoryReply> {
  const { store } = desk
  switch (request.type) {
    case 'decisions':
      return { type: 'decisions', ...(await decisionsPage(request, store)) }
    case 'history':
      return { type: 'history', ...(await historyPage(request, store)) }
    case 'append':
      await append(request, desk)
      return { type: 'append' }
    case 'publishers':
      return { type: 'publishers', publishers: fitting(await store.publishers(request.project)) }
    case 'publisher-change':
      await changePublisher(request, desk)
      return { type: 'publisher-change' }
    case 'bypass':
      return { type: 'bypass', bypass: await desk.bypass.change(request.actor, request.bypass) }
  }
}

/** A page may be shorter than was asked for: records differ in size, and a message has its limit. */
async function decisionsPage(request: DecisionsQuestion, store: Store) {
  const page = await store.decisionsSince(request)
  const decisions = fitting(page.decisions.map(({ record }) => record))
  const next = nextOf(page.decisions, decisions.length, page.next)
  return { decisions, next }
}

async function historyPage(request: HistoryQuestion, store: Store) {
  const page = await store.history(request)
  const records = fitting(page.records)
  return { records, next: nextOf(page.records, records.length, page.next) }
}

/** Where to go on behind the first `told` of a page. One record alone that no message holds is passed over. */
function nextOf(page: readonly { readonly id: number }[], told: number, next: number | null): number | null {
  if (told === page.length) return next
  return page[Math.max(0, told - 1)]?.id ?? null
}

/** What a person did with `trustctl`. What the daemon does itself, it alone records. */
async function append({ id, actor, event }: AppendRequest, { store, clock }: Desk): Promise<void> {
  if (actor === DAEMON_ACTOR || (event.type !== 'policy-edited' && event.type !== 'exception')) {
    const message = `a \`${event.type}\` of \`${actor}\` is recorded by the daemon itself`
    throw new ProtocolError('refused', { message }, id)
  }
  await store.append({ at: clock(), actor, event })
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
