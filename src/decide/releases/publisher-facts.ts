import {
  publisherKey,
  relationTo,
  type Fact,
  type Publisher,
  type PublisherFact,
  type RememberedPublisher,
} from '../../verdict/index.ts'

type Known = Extract<PublisherFact, { result: 'ok' }>

interface Before {
  readonly line: string
  /** An earlier version that had no attestation. */
  readonly absent: string | null
}

/** Every publisher whose attestation of this file verified, once, against those who are remembered for the project. */
export function publisherFacts(
  facts: readonly Fact[],
  remembered: readonly RememberedPublisher[],
  { line, absent }: Before,
): readonly Known[] {
  const publishers = facts.flatMap((fact) =>
    fact.check === 'attestation' && fact.result === 'ok' ? [fact.publisher] : [],
  )
  const distinct = new Map(publishers.map((publisher) => [publisherKey(publisher), publisher]))
  const yardstick = yardstickFor(remembered, line)
  return [...distinct.values()].map((publisher) => relate(publisher, yardstick, absent))
}

/** A line that nobody is remembered for is held against the project's other lines. */
function yardstickFor(
  remembered: readonly RememberedPublisher[],
  line: string,
): readonly RememberedPublisher[] {
  const ofLine = remembered.filter((each) => each.lines.includes(line) || isForAllLines(each))
  return ofLine.length > 0 ? ofLine : remembered
}

/** Whom a person accepted without naming a line. */
function isForAllLines({ by, lines }: RememberedPublisher): boolean {
  return by === 'person' && lines.length === 0
}

function relate(
  publisher: Publisher,
  remembered: readonly RememberedPublisher[],
  absent: string | null,
): Known {
  const base = { check: 'publisher', result: 'ok', publisher } as const
  for (const relation of ['same', 'renamed'] as const) {
    const found = remembered.find((each) => relationTo(publisher, each.publisher) === relation)
    if (found !== undefined) return { ...base, relation, remembered: found }
  }
  const last = remembered.at(-1) ?? null
  if (last !== null) return { ...base, relation: 'changed', remembered: last }
  return { ...base, relation: 'first', remembered: null, absentBefore: absent }
}
