import { judge, type World } from '../decide/index.ts'
import {
  MAX_MESSAGE_BYTES,
  PROTOCOL_VERSION,
  ProtocolError,
  type ArtifactQuestion,
  type DecisionRecord,
  type HelloReply,
  type Reply,
  type Request,
  type StatusReply,
} from '../protocol/index.ts'
import { StoreError, type Store } from '../store/index.ts'
import type { Configuration, PolicyAbout } from './configuration.ts'

/** What answers are made of. */
export interface Desk {
  readonly server: HelloReply['server']
  readonly store: Store
  about(): PolicyAbout
  configuration(): Configuration
  /** The world of one question: taken once, so that a reload in its midst doesn't mix two policies. */
  world(): World
  sessions(): number
  /** What happened to the daemon itself. */
  notices(): readonly string[]
  /** Ends the daemon; resolves as soon as nobody new is heard. */
  stop(how: { readonly drain: boolean }): Promise<void>
}

/** What this daemon can do; a hello tells it. */
const FEATURES = ['artifact', 'why', 'status', 'stop'] as const
/** Room for the envelope around the records of a `why`. */
const ENVELOPE_BYTES = 1024

/** The reply to one request that was parsed. */
export async function answer(request: Request, desk: Desk): Promise<Reply> {
  const envelope = { v: PROTOCOL_VERSION, id: request.id } as const
  switch (request.type) {
    case 'hello':
      return { ...envelope, ...helloOf(desk) }
    case 'artifact':
      return { ...envelope, ...(await verdictOf(request, desk)) }
    case 'why':
      return { ...envelope, type: 'why', decisions: fitting(await desk.store.decisions(request)) }
    case 'releases':
    case 'page':
    case 'decisions':
    case 'history':
    case 'append':
    case 'reload':
    case 'publishers':
    case 'publisher-change':
    case 'bypass':
      throw new ProtocolError(
        'unknown-type',
        { message: `\`${request.type}\` is not answered yet` },
        request.id,
      )
    case 'status':
      return { ...envelope, ...(await statusOf(desk)) }
    case 'stop':
      await desk.stop(request)
      return { ...envelope, type: 'stop' }
  }
}

type Content<Message> = Message extends unknown ? Omit<Message, 'v' | 'id'> : never

function helloOf(desk: Desk): Content<HelloReply> {
  const { name, version, digest } = desk.about()
  return { type: 'hello', server: desk.server, policy: { name, version, digest }, features: FEATURES }
}

async function verdictOf(
  request: ArtifactQuestion,
  desk: Desk,
): Promise<Content<Extract<Reply, { type: 'verdict' | 'digests-wanted' | 'precedent-wanted' }>>> {
  const { v: _v, id: _id, type: _type, ...question } = request
  const outcome = await judge(question, desk.world())
  switch (outcome.kind) {
    case 'verdict':
      return { type: 'verdict', verdict: outcome.verdict }
    case 'digests-wanted':
      return { type: 'digests-wanted', wanted: outcome.wanted }
    case 'precedent-wanted':
      return { type: 'precedent-wanted', filename: outcome.filename }
  }
}

async function statusOf(desk: Desk): Promise<Content<StatusReply>> {
  const { about, trust, settings, notices } = desk.configuration()
  const { counts, trouble } = await countsOf(desk.store)
  return {
    type: 'status',
    server: desk.server,
    policy: { ...about, layers: [] },
    bypass: null,
    counts: { ...counts, sessions: desk.sessions() },
    keyrings: trust.keyrings.map(({ name, keys }) => ({ name, keys: keys.length })),
    sources: settings.evidence,
    trustRoots: trust.sigstore.map(({ name, digest }) => ({ name, digest })),
    notices: [...desk.notices(), ...notices, ...trouble],
  }
}

async function countsOf(
  store: Store,
): Promise<{ counts: { facts: number; decisions: number }; trouble: readonly string[] }> {
  try {
    return { counts: await store.counts(), trouble: [] }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    return { counts: { facts: 0, decisions: 0 }, trouble: [error.message] }
  }
}

/** As many of the newest records as one message holds. */
function fitting(records: readonly DecisionRecord[]): readonly DecisionRecord[] {
  let left = MAX_MESSAGE_BYTES - ENVELOPE_BYTES
  return records.filter((record) => {
    left -= Buffer.byteLength(JSON.stringify(record)) + 1
    return left >= 0
  })
}
