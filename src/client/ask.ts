import type { SuffixedDigest } from '../protocol/index.ts'
import type { Verdict } from '../verdict/index.ts'
import { ClientError } from './client-error.ts'
import type { AskOptions, Question } from './daemon-connection.ts'
import type { Pairing } from './pairing.ts'

/** How long one verdict may take; what comes later counts as no verdict. */
const VERDICT_MS = 60_000
/** A question is answered after the digests were given once; more rounds mean that the daemon loops. */
const MAX_ROUNDS = 5

/** Asks for a verdict, giving the digests over the artifact's bytes that the daemon asks for on the way. */
export async function ask(pairing: Pairing, question: Question, options: AskOptions): Promise<Verdict> {
  const limit = AbortSignal.timeout(VERDICT_MS)
  const signal = options.signal === undefined ? limit : AbortSignal.any([options.signal, limit])
  let suffixed: readonly SuffixedDigest[] = question.suffixed
  let precedent = question.precedent
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const reply = await pairing.send({ type: 'artifact', ...question, suffixed, precedent }, { signal })
    if (reply.type === 'verdict') return reply.verdict
    if (reply.type === 'precedent-wanted') {
      const { filename } = reply
      precedent = { filename, evidence: (await options.precedent?.(filename)) ?? [] }
      continue
    }
    if (reply.type !== 'digests-wanted') throw notAVerdict(`a \`${reply.type}\``)
    if (options.digests === undefined) throw notAVerdict('a wish for digests of bytes that are not at hand')
    suffixed = [...suffixed, ...(await options.digests(reply.wanted))]
  }
  throw notAVerdict(`wishes for more evidence ${MAX_ROUNDS} times`)
}

function notAVerdict(found: string): ClientError {
  return new ClientError('protocol', {
    message: `expected a verdict, and the daemon sent ${found}`,
    hint: 'trustctl down && trustctl up',
  })
}
