import type { LeafWish } from './authority.ts'
import { createKey, flipped } from './keys.ts'
import type { CheckpointParts, TransparencyEntry } from './log.ts'

/** The in-toto statement before it is signed. */
export interface Statement {
  readonly _type: string
  readonly subject: readonly { readonly name: string; readonly digest: Readonly<Record<string, string>> }[]
  readonly predicateType: string
  readonly predicate: unknown
}

/** A PEP 740 attestation object, version 1. */
export interface Attestation {
  readonly version: number
  readonly verification_material: {
    readonly certificate: string
    readonly transparency_entries: readonly TransparencyEntry[]
  }
  readonly envelope: { readonly statement: string; readonly signature: string }
}

/** What is changed at each stage of making an attestation. Everything after the stage stays honest. */
export interface Tampering {
  readonly statement?: (statement: Statement) => unknown
  readonly leaf?: Partial<LeafWish> | ((wish: LeafWish) => Partial<LeafWish>)
  /** Signed by an authority that the trusted root does not name. */
  readonly stranger?: true
  /** Recorded by a log that the trusted root does not name. */
  readonly strangeLog?: true
  /** The log entry's body is about something else. */
  readonly body?: 'signature' | 'payload' | 'certificate' | 'kind'
  readonly checkpoint?: (parts: CheckpointParts) => CheckpointParts
  readonly integratedTime?: (signedAt: number) => number
  readonly attestation?: (attestation: Attestation) => unknown
}

const SERVER_AUTH = '1.3.6.1.5.5.7.3.1'
const HOUR = 3600

const flip64 = (text: string): string => flipped(Buffer.from(text, 'base64')).toString('base64')

const withEntry = (change: (entry: TransparencyEntry) => unknown) => ({
  attestation: (made: Attestation) => ({
    ...made,
    verification_material: {
      ...made.verification_material,
      transparency_entries: made.verification_material.transparency_entries.map(change),
    },
  }),
})

const withProof = (change: (proof: TransparencyEntry['inclusionProof']) => unknown) =>
  withEntry((entry) => ({ ...entry, inclusionProof: change(entry.inclusionProof) }))

const withEnvelope = (change: Partial<Record<'statement' | 'signature', (text: string) => string>>) => ({
  attestation: (made: Attestation) => ({
    ...made,
    envelope: {
      statement: change.statement?.(made.envelope.statement) ?? made.envelope.statement,
      signature: change.signature?.(made.envelope.signature) ?? made.envelope.signature,
    },
  }),
})

const without = (object: object, key: string): unknown =>
  Object.fromEntries(Object.entries(object).filter(([name]) => name !== key))

/** Every defect by its name. The verifier's tests say which code each must get. */
export const DEFECTS = {
  'other-digest': {
    statement: (s) => ({ ...s, subject: [{ ...s.subject[0], digest: { sha256: 'ab'.repeat(32) } }] }),
  },
  'other-name': { statement: (s) => ({ ...s, subject: [{ ...s.subject[0], name: 'other-1.0.tar.gz' }] }) },
  'no-subject': { statement: (s) => ({ ...s, subject: [] }) },
  'two-subjects': { statement: (s) => ({ ...s, subject: [...s.subject, ...s.subject] }) },
  'sha512-only': {
    statement: (s) => ({ ...s, subject: [{ ...s.subject[0], digest: { sha512: 'ab'.repeat(64) } }] }),
  },
  'statement-v0.1': { statement: (s) => ({ ...s, _type: 'https://in-toto.io/Statement/v0.1' }) },
  'statement-no-type': { statement: (s) => without(s, '_type') },
  'statement-other-type': { statement: (s) => ({ ...s, _type: 'https://in-toto.io/Statement/v9' }) },
  'statement-not-json': { statement: () => 'not a statement' },
  'signature-flipped': withEnvelope({ signature: flip64 }),
  'statement-changed': withEnvelope({
    statement: (text) => Buffer.from(`${Buffer.from(text, 'base64').toString()} `).toString('base64'),
  }),
  'lenient-base64': withEnvelope({ signature: (text) => `${text}\n` }),
  'version-2': { attestation: (made) => ({ ...made, version: 2 }) },
  'unknown-key': { attestation: (made) => ({ ...made, extra: true }) },
  'no-certificate': {
    attestation: (made) => ({
      ...made,
      verification_material: without(made.verification_material, 'certificate'),
    }),
  },
  'no-log-entry': {
    attestation: (made) => ({
      ...made,
      verification_material: { ...made.verification_material, transparency_entries: [] },
    }),
  },
  'doubled-log-entry': {
    attestation: (made) => {
      const entries = made.verification_material.transparency_entries
      const material = { ...made.verification_material, transparency_entries: [...entries, ...entries] }
      return { ...made, verification_material: material }
    },
  },
  'no-inclusion-proof': withEntry((entry) => without(entry, 'inclusionProof')),
  'no-inclusion-promise': withEntry((entry) => without(entry, 'inclusionPromise')),
  'promise-flipped': withEntry((entry) => ({
    ...entry,
    inclusionPromise: { signedEntryTimestamp: flip64(entry.inclusionPromise.signedEntryTimestamp) },
  })),
  'time-changed': withEntry((entry) => ({
    ...entry,
    integratedTime: String(Number(entry.integratedTime) + 1),
  })),
  'no-checkpoint': withProof((proof) => without(proof, 'checkpoint')),
  'no-proof-hashes': withProof((proof) => ({ ...proof, hashes: [] })),
  'proof-hash-flipped': withProof((proof) => ({ ...proof, hashes: proof.hashes.map(flip64) })),
  'proof-root-differs': withProof((proof) => ({ ...proof, rootHash: flip64(proof.rootHash) })),
  'proof-size-differs': withProof((proof) => ({ ...proof, treeSize: String(Number(proof.treeSize) + 1) })),
  'proof-index-differs': withProof((proof) => ({ ...proof, logIndex: String(Number(proof.logIndex) - 1) })),
  'checkpoint-root-differs': { checkpoint: (parts) => ({ ...parts, root: flip64(parts.root) }) },
  'checkpoint-size-differs': { checkpoint: (parts) => ({ ...parts, size: parts.size + 1 }) },
  'checkpoint-other-key': {
    checkpoint: (parts) => ({ ...parts, key: { ...createKey(), id: parts.key.id } }),
  },
  'checkpoint-other-origin': { checkpoint: (parts) => ({ ...parts, origin: 'log.elsewhere.example - 42' }) },
  'checkpoint-other-signer': { checkpoint: (parts) => ({ ...parts, signer: 'r' }) },
  'log-unknown': { strangeLog: true },
  'body-other-signature': { body: 'signature' },
  'body-other-payload': { body: 'payload' },
  'body-other-certificate': { body: 'certificate' },
  'body-other-kind': { body: 'kind' },
  'logged-in-future': {
    integratedTime: (at) => at + 30 * 24 * HOUR,
    leaf: (wish) => ({ notAfter: wish.notAfter + 60 * 24 * HOUR }),
  },
  'logged-after-expiry': { integratedTime: (at) => at + 2 * HOUR },
  'logged-before-validity': { integratedTime: (at) => at - 2 * HOUR },
  'authority-unknown': { stranger: true },
  'no-code-signing': { leaf: { purpose: SERVER_AUTH } },
  'no-extended-key-usage': { leaf: { purpose: null } },
  'no-key-usage': { leaf: { usage: null } },
  'other-key-usage': { leaf: { usage: 0x06 } },
  'certificate-is-ca': { leaf: { isCa: true } },
  'no-sct': { leaf: { sct: 'none' } },
  'sct-flipped': { leaf: { sct: 'flipped' } },
  'sct-unknown-log': { leaf: { sct: 'unknown-log' } },
} as const satisfies Readonly<Record<string, Tampering>>

export type Defect = keyof typeof DEFECTS
