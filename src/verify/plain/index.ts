export { looksLikeEnvelope, openEnvelope, type EnvelopeSigner, type Opening } from './envelope.ts'
export { KeyTrials } from './key-trials.ts'
export { keyPublisher, knownAs, statementKeys, type KnownPlainKey } from './known-keys.ts'
export { minisignOutcome } from './minisign-outcomes.ts'
