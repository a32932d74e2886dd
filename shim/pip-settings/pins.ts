import { parseSha256, type Sha256 } from '../../src/encoding/index.ts'
import { lockDigests } from './lock-digests.ts'
import type { RequirementFile } from './requirement-files.ts'
import { requirementLines } from './requirement-lines.ts'

/** Digests that the person's own files pin, and in which kind of them. */
export type Pins = ReadonlyMap<Sha256, ReadonlySet<RequirementFile['kind']>>

/** Digests that one run's files may pin; what comes after is not pinned. */
export const MAX_PINS = 200_000

/** The digests that requirements and lock files pin: `--hash=sha256:…`, `#sha256=…`, and PEP 751's. What can't be read pins nothing. */
export async function pinsIn(files: readonly RequirementFile[]): Promise<Pins> {
  const pins = new Map<Sha256, Set<RequirementFile['kind']>>()
  for (const { kind, text } of files) {
    const digests = kind === 'pylock' ? await lockDigests(text) : requirementDigests(text)
    for (const digest of digests) {
      const known = pins.get(digest)
      if (known !== undefined) known.add(kind)
      else if (pins.size < MAX_PINS) pins.set(digest, new Set([kind]))
    }
  }
  return pins
}

const PINNED = /(?:--hash[=\s]\s*sha256:|#(?:[^\s#]*&)?sha256=)([0-9a-f]{64})(?![0-9a-z])/gi

function requirementDigests(text: string): readonly Sha256[] {
  return requirementLines(text).flatMap((line) =>
    [...line.matchAll(PINNED)].flatMap(([, digest = '']) => parseSha256(digest.toLowerCase()) ?? []),
  )
}
