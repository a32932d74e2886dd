import { encodeHex } from '../../../encoding/index.ts'
import { isWithin, type LogKey, type SigstoreRoot } from '../../../trust/index.ts'
import { expect } from '../../unverified.ts'
import type { InclusionProof, SignedBundle, TransparencyEntry } from '../signed-bundle.ts'
import { checkPromise } from './check-promise.ts'
import { checkCheckpoint, readCheckpoint } from './checkpoint.ts'
import { leafHash, rootOf } from './merkle.ts'

/** An entry with the log that it is in. */
export interface LoggedEntry {
  readonly entry: TransparencyEntry
  readonly log: LogKey
}

const HASH_BYTES = 32

/**
 * That each entry names a log that the root knows, and brings what bundles of its version must: a promise, or a proof
 * whose root and size a checkpoint of that log confirms. Throws `Unverified` TC2117 without entries, else TC2118.
 */
export function checkLogged(
  { entries, entryNeeds }: SignedBundle,
  root: SigstoreRoot,
): readonly LoggedEntry[] {
  expect(entries.length > 0, 'TC2117', 'an entry in a transparency log', 'none')
  return entries.map((entry) => ({ entry, log: checkForm(entry, root, entryNeeds) }))
}

function checkForm(entry: TransparencyEntry, root: SigstoreRoot, needs: 'promise' | 'proof'): LogKey {
  const { logId, promise, proof } = entry
  const log = root.logs.find(({ id }) => Buffer.from(id).equals(logId))
  expect(log !== undefined, 'TC2118', `a log of ${root.name}`, `log ${encodeHex(logId).slice(0, 64)}`)
  if (needs === 'promise') {
    expect(promise !== null, 'TC2118', 'a promise of the log', 'none')
  } else {
    expect(proof !== null, 'TC2118', 'a proof of inclusion', 'none')
    expect(proof.checkpoint !== null, 'TC2118', 'a proof with a checkpoint', 'none')
  }
  if (proof !== null && proof.checkpoint !== null) checkTree(proof, proof.checkpoint, log, root.logs)
  return log
}

/** A checkpoint signs a size and a root; the proof must lead to those and not to others of its own. */
function checkTree(proof: InclusionProof, envelope: string, log: LogKey, logs: readonly LogKey[]): void {
  const checkpoint = readCheckpoint(envelope)
  checkCheckpoint(checkpoint, log, logs)
  expect(checkpoint.size === proof.treeSize, 'TC2118', `a tree of size ${checkpoint.size}`, proof.treeSize)
  expect(
    Buffer.from(checkpoint.rootHash).equals(proof.rootHash),
    'TC2118',
    `the tree ${encodeHex(checkpoint.rootHash).slice(0, 64)}`,
    encodeHex(proof.rootHash).slice(0, 64),
  )
}

/** That the log's promise fits the entry, and that the proof's hashes lead from it to the root. Throws `Unverified` TC2118. */
export function proveLogged({ entry, log }: LoggedEntry): void {
  const { promise, proof } = entry
  if (promise !== null) checkPromise(entry, promise, log)
  if (proof === null) return
  // Nobody signs the entry's own index where there is no promise; newer logs have one tree and so one index.
  const isOneIndex = promise !== null || entry.version === '0.0.1' || entry.logIndex === proof.index
  expect(isOneIndex, 'TC2118', `index ${proof.index}`, `index ${entry.logIndex}`)
  const path = proof.hashes
  const isSized = [...path, proof.rootHash].every(({ length }) => length === HASH_BYTES)
  const [index, size] = [BigInt(proof.index), BigInt(proof.treeSize)]
  const found = isSized ? rootOf({ leaf: leafHash(entry.body), index, size, path }) : null
  expect(
    found !== null && Buffer.from(found).equals(proof.rootHash),
    'TC2118',
    'hashes that lead from the entry to the root',
    'others',
  )
}

/** That the log's key was in use at a proven time (ms). Throws `Unverified` TC2118. */
export function checkLogValidAt({ log }: LoggedEntry, timeMs: number): void {
  expect(
    isWithin(log.valid, timeMs),
    'TC2118',
    'an entry of the time in which the log is trusted',
    new Date(timeMs).toUTCString(),
  )
}
