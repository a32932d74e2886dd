import { sha256Of } from '../../../encoding/index.ts'
import { buildElsewhere, type BuildRecord, type BuildRequest, type BuildWorld } from '../../build/index.ts'
import { differenceLines, explainDifference } from '../../difference/index.ts'
import { buildCompared, type Happened } from '../../journal/index.ts'
import type { ReleaseFile, Step } from '../chain/index.ts'
import { ReleaseError } from '../release-error.ts'
import { artifactsIn, buildRecordIn } from './record-files.ts'

interface World {
  readonly build: BuildWorld
  readonly journal: (happened: Happened) => Promise<void>
}

/** Builds again from the record, with everything different that can be, and compares. Throws `ReleaseError` `not-reproduced`. */
export function reproduceStep(request: BuildRequest, { build, journal }: World): Step {
  return {
    name: 'reproduce',
    inputs: () => Promise.resolve([]),
    run: async (before) => {
      const record = buildRecordIn(before)
      const { files, varied, notVaried } = await buildElsewhere(requestOf(record, request), build)
      const second = files.map(({ filename, bytes }) => ({ name: filename, bytes }))
      const differing = await differences(artifactsIn(before), second)
      const isIdentical = differing.length === 0
      const happened = buildCompared(record, { isVaried: true, isIdentical, at: build.now() })
      if (happened !== null) await journal(happened)
      if (differing.length > 0) throw notReproduced(differing)
      return {
        files: [],
        says: [
          `built again to the byte, varied: ${varied.join(', ')}`,
          ...notVaried.map(({ what, why }) => `not varied: ${what}: ${why}`),
        ],
      }
    },
  }
}

/** What a record says of how to build again; only the source is where the request has it. */
export function requestOf(
  { lock, settings, variables, epochSeconds, outputs }: BuildRecord,
  { source, python }: Pick<BuildRequest, 'source' | 'python'>,
): BuildRequest {
  return {
    source: { ...source, epochSeconds },
    lockText: lock,
    python,
    outputs: outputs.map(({ kind }) => kind),
    settings,
    variables,
  }
}

/** How two builds differ, for a person; empty where they are the same. */
export async function differences(
  first: readonly ReleaseFile[],
  second: readonly ReleaseFile[],
): Promise<readonly string[]> {
  const lines: string[] = []
  for (const { name, bytes } of first) {
    const again = second.find((each) => each.name === name)
    if (again === undefined) lines.push(`${name}: the second build made none of this name`)
    else if (sha256Of(again.bytes) !== sha256Of(bytes)) {
      const found = await explainDifference({ filename: name, bytes }, { filename: name, bytes: again.bytes })
      lines.push(`${name}: ${differenceLines(found).join('\n')}`)
    }
  }
  const more = second.filter(({ name }) => !first.some((each) => each.name === name))
  return [...lines, ...more.map(({ name }) => `${name}: only the second build made it`)]
}

function notReproduced(differing: readonly string[]): ReleaseError {
  return new ReleaseError('not-reproduced', {
    message: `a second build gave other bytes; nothing was released\n${differing.join('\n')}`,
    hint: 'trustctl build --vary --explain',
  })
}
