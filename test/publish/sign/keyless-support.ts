import { readdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { ExecutionContext } from 'ava'
import {
  parseSigningConfig,
  readArtifact,
  readIdentityToken,
  SignError,
  signRelease,
  withoutKeys,
  type SignResult,
} from '../../../src/publish/sign/index.ts'
import { parseTrustedRoot } from '../../../src/trust/index.ts'
import {
  createSigstoreWorld,
  serveWorld,
  type Sabotage,
  type ServedWorld,
} from '../../world/sigstore/index.ts'
import { NOW } from '../keys/support.ts'
import { stage } from './support.ts'

export const WORLD = await createSigstoreWorld({ now: NOW })
export const OTHER = await createSigstoreWorld({ now: NOW })
export const ROOT = parseTrustedRoot('world', WORLD.trustedRoot)
export const refused = (code: string) => ({ instanceOf: SignError, code })

export interface Wish {
  readonly sabotage?: Sabotage
  readonly claims?: Readonly<Record<string, unknown>>
  readonly root?: typeof ROOT
  readonly forms?: Parameters<typeof withoutKeys>[0]['forms']
  readonly provenance?: boolean
  /** Which signing configuration is given. */
  readonly config?: (served: ServedWorld) => Buffer
}

/** Signs a wheel at a served instance. Where that fails: nothing is beside the wheel, and nothing in the ledger. */
export async function signed(
  t: ExecutionContext,
  { config = (served) => served.signingConfig, ...wish }: Wish = {},
): Promise<{ readonly result: SignResult; readonly wheel: string; readonly asked: readonly string[] }> {
  const { sabotage = {}, claims = {}, root = ROOT, forms = null, provenance = false } = wish
  const { wheel, folder, ledger } = await stage(t)
  if (provenance) {
    const { sha256 } = await readArtifact(wheel)
    const subject = [{ name: basename(wheel), digest: { sha256 } }]
    const statement = {
      _type: 'https://in-toto.io/Statement/v1',
      subject,
      predicateType: 'https://slsa.dev/provenance/v1',
      predicate: {},
    }
    await writeFile(join(folder, 'a.intoto.json'), JSON.stringify(statement))
  }
  const served = await serveWorld(WORLD.services, NOW, sabotage)
  t.teardown(served.close)
  const before = await readdir(folder)
  try {
    const make = await withoutKeys({
      token: readIdentityToken(served.token(claims), NOW),
      services: parseSigningConfig(config(served), NOW),
      root,
      forms,
      fetch,
      now: () => NOW,
    })
    const asked = {
      files: [wheel],
      make,
      now: NOW,
      actor: 'ci',
      requireRecord: false,
      output: null,
      ledger,
      progress: () => undefined,
    }
    return { result: await signRelease(asked), wheel, asked: served.asked }
  } catch (error) {
    t.deepEqual(await readdir(folder), before)
    t.is((await ledger.read()).entries.length, 0)
    throw error
  }
}
