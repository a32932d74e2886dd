import type { Known } from '../policy/index.ts'
import type { KeptQuestion } from '../store/index.ts'
import type { Fact } from '../verdict/index.ts'
import { evidenceFacts } from './evidence-facts.ts'
import { fileQuestion } from './file-question.ts'
import { contextFacts } from './releases/index.ts'
import type { World } from './world.ts'

export interface KnownSource {
  readonly known: Known
  readonly fromCache: boolean
}

/** What is known today about the source that a cached wheel was built from: its kept question, asked again. */
export async function sourceOf(question: KeptQuestion, world: World): Promise<KnownSource> {
  const { artifact, offer } = question
  const file = fileQuestion(question)
  if (file === null) return { known: { artifact, facts: [], offer }, fromCache: true }
  const found = await evidenceFacts(file, world)
  if (found.kind === 'digests-wanted')
    return { known: { artifact, facts: [OUT_OF_REACH], offer }, fromCache: false }
  // Nothing is recorded of a source that is judged again, and what is earlier can't be fetched: its own history must do.
  const context = await contextFacts({ ...file, precedent: NO_PRECEDENT }, found.facts, world)
  const facts = [...found.facts, ...(context.kind === 'facts' ? context.facts : [])]
  return { known: { artifact, facts, offer: found.offer }, fromCache: found.fromCache }
}

const NO_PRECEDENT = { filename: '', evidence: [] } as const

/** New trust can want digests that nobody took while the source was at hand. */
const OUT_OF_REACH: Fact = {
  check: 'signature',
  result: 'unavailable',
  fingerprint: null,
  finding: {
    code: 'TC3102',
    expected: 'the digests of the source that its signature covers',
    found: 'the source is no longer at hand: pip install --no-cache-dir builds from it again',
  },
  origin: null,
}
