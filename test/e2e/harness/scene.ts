import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import {
  createCertificateAuthority,
  type CertificateAuthority,
  startIndex,
  type IndexOptions,
  type IndexServer,
  type ServedFile,
  type Distribution,
  type Site,
} from '../../world/index/index.ts'
import { samplePair } from './sample.ts'
import type { Pair } from './pairs.ts'
import { createScratchHome, type GuardedResult, type RunOptions, type ScratchHome } from './scratch-home.ts'
import { installedIn, type Venv } from './venvs.ts'

/** What a scene starts with. */
export interface SceneOptions extends Omit<IndexOptions, 'authority'> {
  readonly site: Partial<Site>
  /** The index speaks plain http. */
  readonly plainHttp?: boolean
  /** Which pairs will do; all, when absent. */
  readonly wanted?: (pair: Pair) => boolean
  /** The pair, where the test itself goes through them. */
  readonly pair?: Pair
}

/** A user, an environment and an index, ready for `pip install`. */
export interface Scene {
  readonly home: ScratchHome
  readonly venv: Venv
  readonly index: IndexServer
  readonly authority: CertificateAuthority
  /** The index's authority, as the user has it in PIP_CERT. */
  readonly caFile: string
  /** What the user's environment says of the index. */
  readonly indexEnv: Readonly<Record<string, string>>
  /** `pip` through the shim, with the index configured by the environment. */
  readonly pip: (
    args: readonly string[],
    options?: RunOptions & { readonly venv?: Venv },
  ) => Promise<GuardedResult>
  /** The same without the product: what would happen to someone who has no pip-trust. */
  readonly barePip: Scene['pip']
  readonly installed: () => Promise<readonly string[]>
  readonly close: () => Promise<void>
}

/** Opens a scene for a test and closes it after it. */
export async function openScene(t: ExecutionContext, options: SceneOptions): Promise<Scene> {
  const pair = options.pair ?? (await samplePair(t.title, options.wanted))
  const scene = await startScene(pair, options)
  t.teardown(scene.close)
  t.log(`pip ${scene.venv.pipVersion}, Python ${pair.python.version}`)
  return scene
}

/** Opens a scene; the caller closes it. */
export async function startScene(pair: Pair, options: SceneOptions): Promise<Scene> {
  const { site, plainHttp = false, ...indexOptions } = options
  const authority = createCertificateAuthority('World CA')
  const offered: Site = { api: '1.4', projects: [], ...site }
  const index = await startIndex(offered, { ...indexOptions, ...(!plainHttp && { authority }) })
  const home = await createScratchHome([pair.python.minor])
  const venv = await home.venv(pair)
  const caFile = join(home.root, 'world-ca.pem')
  await writeFile(caFile, authority.certificate)
  const indexEnv = { PIP_INDEX_URL: index.indexUrl, PIP_CERT: caFile }
  const run =
    (viaShim: boolean): Scene['pip'] =>
    async (args, { venv: other = venv, env, ...rest } = {}) =>
      await home.pip(other, args, { viaShim, ...rest, env: { ...indexEnv, ...env } })
  const close = async (): Promise<void> => {
    await index.close()
    await home.dispose()
  }
  const installed = async (): Promise<readonly string[]> => await installedIn(venv)
  return {
    home,
    venv,
    index,
    authority,
    caFile,
    indexEnv,
    pip: run(true),
    barePip: run(false),
    installed,
    close,
  }
}

/** A distribution as an index serves it: wheels with their metadata beside them. */
export function served(distribution: Distribution, more: Partial<ServedFile> = {}): ServedFile {
  const { filename, bytes, metadata } = distribution
  return { filename, bytes, ...(filename.endsWith('.whl') && { metadata }), ...more }
}
