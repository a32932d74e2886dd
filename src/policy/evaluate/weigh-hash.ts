import type { HashFact } from '../../verdict/index.ts'
import type { Requirement } from '../policy.ts'
import { LEAF_MET, short, type Leaf, type Scales } from './scales.ts'

type HashRequirement = Extract<Requirement, { readonly type: 'hash' }>

const WORDS = { requirements: 'a requirements file', pylock: 'pylock.toml' } as const

/** The person wrote this digest down beforehand. */
export function weighHash({ from }: HashRequirement, scales: Scales): Leaf {
  const pins = pinsOf(scales)
  if (pins.some((pin) => from.includes(pin))) return LEAF_MET
  const unavailable = scales.facts.find((fact) => fact.check === 'hash' && fact.result === 'unavailable')
  const expected = `its digest in ${from.map((file) => WORDS[file]).join(' or ')}`
  const found = pins.length === 0 ? 'nowhere' : `in ${pins.map((file) => WORDS[file]).join(', ')}`
  const reason = { code: 'TC4010', subject: 'hash', expected, found, fix: [] } as const
  return short(unavailable === undefined ? 'missing' : 'unavailable', reason, scales)
}

/** Whether the digest is pinned anywhere. */
export function isPinned(scales: Scales): boolean {
  return pinsOf(scales).length > 0
}

function pinsOf({ facts }: Scales): Extract<HashFact, { result: 'ok' }>['from'] {
  const fact = facts.find((each) => each.check === 'hash' && each.result === 'ok')
  return fact?.check === 'hash' && fact.result === 'ok' ? fact.from : []
}
