import { ClientError, type DaemonConnection, type Question } from '../../src/client/index.ts'
import type { DigestWanted, SuffixedDigest } from '../../src/protocol/index.ts'
import type {
  Decision,
  Evidence,
  Listing,
  PageDenial,
  ReasonCode,
  Verdict,
  Withheld,
} from '../../src/verdict/index.ts'

const POLICY = { name: 'fake', version: 1, digest: 'd'.repeat(64), at: null }

/** What a fake daemon says to a question. */
export interface FakeAnswer {
  readonly decision: Decision
  readonly code?: ReasonCode
  /** What the reason of a refusal is about. */
  readonly subject?: string
  /** Digests that it asks for before it answers. */
  readonly wants?: readonly DigestWanted[]
  /** An earlier file whose provenance it asks for before it answers. */
  readonly wantsPrecedent?: string
}

export interface FakeDaemon {
  readonly asked: Question[]
  readonly given: SuffixedDigest[]
  answer: (question: Question) => FakeAnswer | Promise<FakeAnswer>
  /** Set: every attempt to connect fails. */
  unreachable: boolean
  /** Listings that it was told, in order. */
  readonly told?: Listing[]
  /** Provenance of earlier files that it was given. */
  readonly precedents?: Evidence[]
  /** What is kept out of a page. Nothing where absent. */
  withhold?: (listing: Listing) => readonly Withheld[]
  /** Why an index is not asked; null, or absent: it may be. */
  deny?: (project: string, index: string) => PageDenial | null
  privateIndexes?: readonly string[]
  /** Set: these questions are lost on the way. */
  deaf?: readonly ('page' | 'releases')[]
}

/** A connection to the fake. */
export async function connectFake(daemon: FakeDaemon): Promise<DaemonConnection> {
  if (daemon.unreachable) throw new ClientError('unreachable', { message: 'the daemon is not there' })
  const hello = {
    v: 1,
    id: 0,
    type: 'hello',
    server: { version: '1.0.0', pid: 1, startedAt: 0 },
    policy: POLICY,
    features: [],
  } as const
  const { promise: closed, resolve: close } = Promise.withResolvers<void>()
  return {
    hello,
    closed,
    close: async () => close(),
    stop: async () => undefined,
    why: async () => [],
    status: notAskedFor,
    async releases(_run, listing) {
      if (daemon.deaf?.includes('releases')) throw lost()
      daemon.told?.push(listing)
      return daemon.withhold?.(listing) ?? []
    },
    async page({ index, project }) {
      if (daemon.deaf?.includes('page')) throw lost()
      return {
        denial: daemon.deny?.(project, index.url) ?? null,
        privateIndexes: daemon.privateIndexes ?? [],
      }
    },
    decisions: notAskedFor,
    history: notAskedFor,
    append: notAskedFor,
    reload: notAskedFor,
    publishers: notAskedFor,
    changePublisher: notAskedFor,
    canary: notAskedFor,
    bypass: notAskedFor,
    async ask(question, options = {}) {
      daemon.asked.push(question)
      const said = await daemon.answer(question)
      if (said.wants !== undefined) {
        if (options.digests === undefined) throw new ClientError('protocol', { message: 'no bytes at hand' })
        daemon.given.push(...(await options.digests(said.wants)))
      }
      if (said.wantsPrecedent !== undefined)
        daemon.precedents?.push(...((await options.precedent?.(said.wantsPrecedent)) ?? []))
      options.signal?.throwIfAborted()
      return verdictOf(said)
    },
  }
}

const lost = (): ClientError => new ClientError('unreachable', { message: 'the daemon is not there' })

const notAskedFor = (): Promise<never> => Promise.reject(new Error('not asked for'))

function verdictOf({
  decision,
  code = decision === 'block' ? 'TC2113' : 'TC0000',
  subject = 's',
}: FakeAnswer): Verdict {
  const common = {
    ref: `${code}-0001`,
    policy: POLICY,
    rule: 'r',
    exception: null,
    facts: [],
    fromCache: false,
  }
  const reasons =
    decision === 'block' ? [{ code, subject, expected: 'e', found: 'f', fix: [], effect: decision }] : []
  return { decision, code, reasons, ...common }
}
