import {
  publisherKey,
  relationTo,
  type Fact,
  type Publisher,
  type PublisherFact,
  type RememberedPublisher,
} from '../../verdict/index.ts'

type Known = Extract<PublisherFact, { result: 'ok' }>

/** Every publisher whose attestation of this file verified, once, against those who are remembered for the project. */
export function publisherFacts(
  facts: readonly Fact[],
  remembered: readonly RememberedPublisher[],
  line: string,
): readonly Known[] {
  const publishers = facts.flatMap((fact) =>
    fact.check === 'attestation' && fact.result === 'ok' ? [fact.publisher] : [],
  )
  const distinct = new Map(publishers.map((publisher) => [publisherKey(publisher), publisher]))
  return [...distinct.values()].map((publisher) => relate(publisher, yardstick(remembered, line)))
}

/** A line that nobody is remembered for is held against the project's other lines. */
function yardstick(remembered: readonly RememberedPublisher[], line: string): readonly RememberedPublisher[] {
  const ofLine = remembered.filter(({ lines }) => lines.includes(line))
  return ofLine.length > 0 ? ofLine : remembered
}

function relate(publisher: Publisher, remembered: readonly RememberedPublisher[]): Known {
  const base = { check: 'publisher', result: 'ok', publisher } as const
  for (const relation of ['same', 'renamed'] as const) {
    const found = remembered.find((each) => relationTo(publisher, each.publisher) === relation)
    if (found !== undefined) return { ...base, relation, remembered: found }
  }
  const last = remembered.at(-1) ?? null
  return { ...base, relation: last === null ? 'first' : 'changed', remembered: last }
}
