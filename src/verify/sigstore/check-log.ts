import type { LogKey, SigstoreRoot } from '../../trust/index.ts'
import { encodeHex } from '../../encoding/index.ts'
import { expect } from '../unverified.ts'
import { checkCheckpoint, readCheckpoint } from './checkpoint.ts'
import type { TransparencyEntry } from './signed-bundle.ts'

/** Times are in milliseconds. */
export interface LoggedEntry {
  readonly entry: TransparencyEntry
  readonly log: LogKey
}

/**
 * That each entry is in a log that the root knows, by a proof whose root and size a checkpoint of that log confirms.
 * The path of hashes itself is the library's to check. Throws `Unverified` TC2117 without entries, else TC2118.
 */
export function checkLogged(
  entries: readonly TransparencyEntry[],
  root: SigstoreRoot,
): readonly LoggedEntry[] {
  expect(entries.length > 0, 'TC2117', 'an entry in a transparency log', 'none')
  return entries.map((entry) => ({ entry, log: checkEntry(entry, root) }))
}

function checkEntry({ logId, proof }: TransparencyEntry, root: SigstoreRoot): LogKey {
  const log = root.logs.find(({ id }) => Buffer.from(id).equals(logId))
  expect(log !== undefined, 'TC2118', `a log of ${root.name}`, `log ${encodeHex(logId).slice(0, 64)}`)
  expect(proof !== null, 'TC2118', 'a proof of inclusion', 'none')
  expect(proof.checkpoint !== null, 'TC2118', 'a proof with a checkpoint', 'none')
  const checkpoint = readCheckpoint(proof.checkpoint)
  checkCheckpoint(checkpoint, log)
  expect(checkpoint.size === proof.treeSize, 'TC2118', `a tree of size ${checkpoint.size}`, proof.treeSize)
  expect(
    Buffer.from(checkpoint.rootHash).equals(proof.rootHash),
    'TC2118',
    `the tree ${encodeHex(checkpoint.rootHash)}`,
    encodeHex(proof.rootHash).slice(0, 64),
  )
  return log
}

/** That the log's key was in use at a proven time (ms). Throws `Unverified` TC2118. */
export function checkLogValidAt({ log }: LoggedEntry, timeMs: number): void {
  expect(
    timeMs >= log.valid.startMs && timeMs <= log.valid.endMs,
    'TC2118',
    'an entry of the time in which the log is trusted',
    new Date(timeMs).toUTCString(),
  )
}
