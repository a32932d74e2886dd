import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What is kept for each target. */
export const MAX_FILES = 50
export const MAX_BYTES = 64 * 1024

/** The inputs that are kept in a folder; none where there is no folder. */
export function readInputs(folder: string): readonly Uint8Array[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .toSorted()
    .map((name) => Uint8Array.from(readFileSync(join(folder, name))))
}

/** Puts inputs into a folder in the place of all that are there, under their digests. */
export function writeInputs(folder: string, inputs: readonly Uint8Array[]): void {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const input of inputs) writeFileSync(join(folder, nameOf(input)), input)
}

/** The first sixteen digits of an input's SHA-256. */
export const nameOf = (input: Uint8Array): string =>
  createHash('sha256').update(input).digest('hex').slice(0, 16)

/** An input with what it reached. */
export interface Traced {
  readonly input: Uint8Array
  readonly reached: readonly number[]
}

/**
 * The inputs that reach most for what they weigh, at most `MAX_FILES` and `MAX_BYTES`: always the one that reaches the most
 * that those before it don't, for each byte of it.
 */
export function smallest(traced: readonly Traced[]): readonly Uint8Array[] {
  const kept: Uint8Array[] = []
  const reached = new Set<number>()
  let left = [...traced]
  let room = MAX_BYTES
  while (kept.length < MAX_FILES && left.length > 0) {
    const rated = left
      .map((each) => ({ ...each, gain: each.reached.filter((one) => !reached.has(one)).length }))
      .filter(({ gain, input }) => gain > 0 && input.length <= room)
    const best = rated.reduce<(typeof rated)[number] | null>(
      (a, b) => (a === null || worth(b) > worth(a) ? b : a),
      null,
    )
    if (best === null) break
    kept.push(best.input)
    room -= best.input.length
    for (const one of best.reached) reached.add(one)
    left = rated.filter((each) => each.input !== best.input)
  }
  return kept
}

/** A file costs some bytes by itself. */
const worth = ({ gain, input }: { readonly gain: number; readonly input: Uint8Array }): number =>
  gain / (64 + input.length)
