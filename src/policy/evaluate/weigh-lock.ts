import {
  differingFields,
  publisherLine,
  readPublisherObject,
  type LockIdentity,
  type PublisherFields,
  type Shortfall,
} from '../../verdict/index.ts'
import type { NamedRequirement } from '../policy.ts'
import { attestations, type Attested } from './attested-as.ts'
import { LEAF_MET, type Leaf, type LeafOutcome, type Scales } from './scales.ts'
import { firstFinding } from './weigh-attestation.ts'

/** What is asked of a file whose publishers the person's own lock file names, whatever the rule asks. */
export function lockRequirement({ facts }: Pick<Scales, 'facts'>): readonly NamedRequirement[] {
  return namedIn({ facts }).length === 0 ? [] : [{ name: 'lock file', node: { type: 'lock-file' } }]
}

/**
 * An attestation by one of the publishers that the lock file names must verify (PEP 751 `packages.attestation-identities`);
 * where several entries are about the file, one of each. What is wanting blocks: no setting of the rule says otherwise.
 */
export function weighLock(scales: Scales): Leaf {
  const attested = attestations(scales).filter(({ predicate }) => predicate !== 'other')
  return namedIn(scales)
    .map((named) => weighEntry(named, attested, scales))
    .reduce((worst, leaf) => (worst.reason === null ? leaf : worst), LEAF_MET)
}

function namedIn({ facts }: Pick<Scales, 'facts'>): readonly (readonly LockIdentity[])[] {
  return facts.flatMap((fact) => (fact.check === 'lock' && fact.result === 'ok' ? fact.named : []))
}

function weighEntry(named: readonly LockIdentity[], attested: readonly Attested[], scales: Scales): Leaf {
  const read = named.map(readIdentity)
  const known = read.flatMap(({ fields }) => (fields === null ? [] : [fields]))
  if (attested.some(({ publisher }) => known.some((each) => differingFields(each, publisher).length === 0)))
    return LEAF_MET
  const unreadable = read.find(({ fields }) => fields === null)
  if (unreadable !== undefined) {
    return refused('rejected', {
      code: 'TC2210',
      expected: 'a publisher as indexes write it (PEP 740), of a known kind',
      found: unreadable.text,
    })
  }
  const expected = `an attestation by ${read.map(({ text }) => text).join(' or ')}, as the lock file names`
  if (attested.length === 0) return absent(expected, scales)
  const found = attested.map(({ publisher }) => publisherLine(publisher)).join('; ')
  return refused('rejected', { code: 'TC2209', expected, found })
}

interface ReadIdentity {
  /** Null for what can't be checked. */
  readonly fields: PublisherFields | null
  readonly text: string
}

function readIdentity(identity: LockIdentity): ReadIdentity {
  if (identity.kind === 'unreadable') return { fields: null, text: identity.why }
  const read = readPublisherObject(identity.fields)
  if (read.ok) return { fields: read.fields, text: identityText(identity.fields) }
  const { wanting, key, found } = read
  return {
    fields: null,
    text:
      wanting === 'kind'
        ? `one of kind ${found}`
        : `one of kind ${identity.fields['kind'] ?? ''} without \`${key}\``,
  }
}

/** `GitHub pypa/sampleproject release.yml` */
function identityText({ kind = '', ...fields }: PublisherFields): string {
  return [kind, ...Object.values(fields).filter((value) => value !== '')].join(' ')
}

function absent(expected: string, scales: Scales): Leaf {
  const finding = firstFinding(scales)
  const isOutOfReach = finding?.result === 'unavailable' || scales.offer === 'unavailable'
  const found = finding?.found ?? 'none'
  return refused(isOutOfReach ? 'unavailable' : 'missing', { code: 'TC2209', expected, found })
}

function refused(outcome: LeafOutcome, words: Pick<Shortfall, 'code' | 'expected' | 'found'>): Leaf {
  return { outcome, effect: 'block', reason: { ...words, subject: 'lock file', fix: [] } }
}
