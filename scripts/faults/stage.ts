import type { IndexOptions, Site } from '../../test/world/index/index.ts'
import { changedByte, makeWheel, sha256Hex, type WheelSpec } from '../../test/world/index/index.ts'
import type { World } from '../../test/world/sigstore/index.ts'
import {
  attested,
  provenanceOf,
  served,
  startScene,
  trustWorld,
  type CommandResult,
  type Pair,
  type RunOptions,
  type Scene,
} from '../../test/e2e/harness/index.ts'
import { startWire, type Wire } from './wire.ts'

/** How a run ended and what it said. */
export type Told = Pick<CommandResult, 'code' | 'signal' | 'stdout' | 'stderr'>

/** A scene whose index and wire can be made to fail. */
export interface Stage {
  readonly scene: Scene
  readonly wire: Wire
  /** What the index does instead of answering; null: nothing. */
  meddle: IndexOptions['meddle'] | null
  /** The index's address on the wire, and the certificate. */
  readonly env: Readonly<Record<string, string>>
  readonly pip: (args: readonly string[], options?: RunOptions) => Promise<Told>
  readonly close: () => Promise<void>
}

/** How well the packages' content can be compressed: what is hard comes as it is, and needs room wherever it is held. */
export type Content = 'easy' | 'hard'

const BODY_BYTES = 200_000

function bodyOf(content: Content): string {
  if (content === 'easy') return 'x'.repeat(BODY_BYTES)
  const parts = Array.from({ length: BODY_BYTES / 64 }, (_, at) => sha256Hex(Buffer.from(String(at))))
  return parts.join('')
}

function specOf(
  project: string,
  body: string,
): WheelSpec & { readonly files: Readonly<Record<string, string>> } {
  const text = `WORD = '${body}'\n`
  return {
    project,
    version: '1.0',
    files: { [`${project}.py`]: text, [`${project}_more/__init__.py`]: text },
  }
}

/** alpha is honest; beta has an honest attestation over other bytes; warm is there to start the parts with. */
function siteOf(world: World, content: Content): Partial<Site> {
  const body = bodyOf(content)
  const beta = specOf('beta', body)
  const provenance = provenanceOf(world, makeWheel(beta))
  return {
    projects: [
      { name: 'alpha', files: [attested(world, makeWheel(specOf('alpha', body)))] },
      { name: 'beta', files: [served(changedByte(beta), { provenance })] },
      { name: 'warm', files: [attested(world, makeWheel({ project: 'warm', version: '1.0' }))] },
    ],
  }
}

/** Opens a stage; the caller closes it. */
export async function openStage(pair: Pair, world: World, content: Content): Promise<Stage> {
  const stage: { meddle: Stage['meddle'] } = { meddle: null }
  const scene = await startScene(pair, {
    site: siteOf(world, content),
    transport: { pieces: { count: 4, pauseMs: 100 } },
    meddle: (request, response) => stage.meddle?.(request, response) ?? false,
  })
  await trustWorld(scene.home, world)
  const wire = await startWire(Number(new URL(scene.index.base).port))
  const env = { ...scene.indexEnv, PIP_INDEX_URL: `https://localhost:${wire.port}/simple/` }
  const close = async (): Promise<void> => {
    await wire.close()
    await scene.close()
  }
  const pip: Stage['pip'] = async (args, options = {}) =>
    await scene.pip(args, { ...options, env: { ...env, ...options.env } })
  return Object.assign(stage, { scene, wire, env, pip, close })
}
