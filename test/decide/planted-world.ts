import {
  histories,
  type PolicyInForce,
  type Verification,
  type Verified,
  type World,
} from '../../src/decide/index.ts'
import { memoryStore } from '../../src/store/index.ts'
import type { AttestationFact } from '../../src/verdict/index.ts'

export const NOTHING: Exclude<AttestationFact, { readonly result: 'ok' }> = {
  check: 'attestation',
  result: 'missing',
  offer: 'not-offered',
  finding: { code: 'TC2101', expected: 'an attestation', found: 'none' },
  origin: null,
}

/** Allows what has no invalid fact; refuses sources named in `refused`. */
export function plantedPolicy(refused: ReadonlySet<string> = new Set()): PolicyInForce {
  return {
    kind: 'in-force',
    withhold: () => [],
    page: () => null,
    privateIndexes: [],
    evaluate: ({ artifact, facts, source }) => {
      const bad = facts.find(({ result }) => result === 'invalid')
      const judged = source?.artifact ?? artifact
      const denied = judged.project !== null && refused.has(judged.project)
      const code = bad !== undefined && 'finding' in bad ? bad.finding.code : denied ? 'TC4001' : 'TC0000'
      return {
        decision: code === 'TC0000' ? 'allow' : 'block',
        code,
        policy: { name: 'planted', version: 1, digest: 'd', at: null },
        rule: 'planted',
        exception: null,
        reasons: [],
        facts,
      }
    },
  }
}

export interface Planted extends World {
  /** What verification was asked, in order. */
  readonly asked: Verification[]
}

/** A world in which nothing is published and everything is allowed, but for what the test changes. */
export function plantedWorld(change: Partial<World> = {}, verified: Verified = found()): Planted {
  const asked: Verification[] = []
  return {
    findEvidence: () => Promise.resolve({ evidence: [], unavailable: [] }),
    verify: (verification) => {
      asked.push(verification)
      return Promise.resolve(verified)
    },
    trustDigest: 'trust',
    policy: plantedPolicy(),
    revocations: null,
    renewed: () => Promise.resolve(null),
    store: memoryStore(),
    histories: histories(),
    now: () => 1000,
    ...change,
    asked,
  }
}

export function found(recheckAfter: number | null = null): Verified {
  return { kind: 'facts', facts: [NOTHING], recheckAfter }
}
