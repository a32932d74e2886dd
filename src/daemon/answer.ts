import { judge, mayAskIndex } from '../decide/index.ts'
import {
  PROTOCOL_VERSION,
  type ArtifactQuestion,
  type Bypass,
  type HelloReply,
  type Reply,
  type Request,
  type StatusReply,
} from '../protocol/index.ts'
import { StoreError } from '../store/index.ts'
import { answerFromMemory } from './answer-from-memory.ts'
import type { Content, Desk } from './desk.ts'
import { fitting } from './fitting.ts'
import { takeListing } from './listing-answers.ts'
import type { ListingFrames } from './listing-frames.ts'

/** What this daemon can do; a hello tells it. */
const FEATURES = [
  'artifact',
  'releases',
  'page',
  'why',
  'decisions',
  'history',
  'append',
  'reload',
  'publishers',
  'publisher-change',
  'bypass',
  'canary',
  'status',
  'stop',
] as const satisfies readonly Request['type'][]

/** The reply to one request that was parsed. */
export async function answer(request: Request, desk: Desk, frames: ListingFrames): Promise<Reply> {
  const envelope = { v: PROTOCOL_VERSION, id: request.id } as const
  switch (request.type) {
    case 'hello':
      return { ...envelope, ...helloOf(desk) }
    case 'artifact':
      return { ...envelope, ...(await verdictOf(request, desk)) }
    case 'why':
      return { ...envelope, type: 'why', decisions: fitting(await desk.store.decisions(request)) }
    case 'releases':
      return { ...envelope, type: 'releases', withheld: await takeListing(request, desk, frames) }
    case 'page':
      return {
        ...envelope,
        type: 'page',
        ...(await mayAskIndex(request, desk.canaries.worldOfPage(request, desk.world()))),
      }
    case 'decisions':
    case 'history':
    case 'append':
    case 'publishers':
    case 'publisher-change':
    case 'bypass':
      return { ...envelope, ...(await answerFromMemory(request, desk)) }
    case 'canary':
      return { ...envelope, type: 'canary', until: desk.canaries.admit(request, desk.clock()) }
    case 'reload':
      return { ...envelope, type: 'reload', policy: await desk.reload() }
    case 'status':
      return { ...envelope, ...(await statusOf(desk)) }
    case 'stop':
      await desk.stop(request)
      return { ...envelope, type: 'stop' }
  }
}

function helloOf(desk: Desk): Content<HelloReply> {
  const { name, version, digest } = desk.configuration().about
  return { type: 'hello', server: desk.server, policy: { name, version, digest }, features: FEATURES }
}

async function verdictOf(
  request: ArtifactQuestion,
  desk: Desk,
): Promise<Content<Extract<Reply, { type: 'verdict' | 'digests-wanted' | 'precedent-wanted' }>>> {
  const { v: _v, id: _id, type: _type, ...question } = request
  const outcome = await judge(question, desk.canaries.worldOf(question.artifact, desk.world()))
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
  const { counts, bypass, trouble } = await rememberedBy(desk)
  return {
    type: 'status',
    server: desk.server,
    policy: about,
    bypass,
    counts: { ...counts, sessions: desk.sessions() },
    keyrings: trust.keyrings.map(({ name, keys }) => ({ name, keys: keys.length })),
    sources: settings.evidence,
    trustRoots: trust.sigstore.map(({ name, digest }) => ({ name, digest })),
    notices: [...desk.notices(), ...notices, ...trouble],
  }
}

async function rememberedBy(desk: Desk): Promise<{
  readonly counts: { readonly facts: number; readonly decisions: number }
  readonly bypass: Bypass | null
  readonly trouble: readonly string[]
}> {
  try {
    // The store of the question's world knows no bypass where the policy allows none.
    const { store } = desk.world()
    const [counts, bypass] = await Promise.all([store.counts(), store.bypass(desk.clock())])
    return { counts, bypass, trouble: [] }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    return { counts: { facts: 0, decisions: 0 }, bypass: null, trouble: [error.message] }
  }
}
