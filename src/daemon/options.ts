import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { homePaths, type HomePaths } from '../client/index.ts'
import { parseJson } from '../encoding/index.ts'
import { readFileBounded } from '../files/index.ts'
import type { Fetch } from '../sources/index.ts'
import type { Verifier } from '../verify/index.ts'
import { DaemonError } from './daemon-error.ts'

/** What the composition root hands in. */
export interface DaemonOptions {
  readonly paths: HomePaths
  /** The library folder: `policies/`, `node_modules/`, `package.json`. */
  readonly lib: string
  /** This program's version, which clients compare with theirs. */
  readonly version: string
  readonly fetch: Fetch
  /** Closed when the daemon has ended. */
  readonly verifier: Pick<Verifier, 'verify' | 'close'>
  /** Seconds since the epoch, UTC. */
  readonly clock: () => number
  /** Milliseconds on a clock that never goes back. */
  readonly monotonicMs: () => number
}

const MANIFEST_LIMITS = { maxBytes: 256 * 1024, maxDepth: 16 }

/** Reads `--lib DIR [--home DIR]`. Throws `DaemonError` `arguments`. */
export function readArguments(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Pick<DaemonOptions, 'paths' | 'lib'> {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { lib: { type: 'string' }, home: { type: 'string' } },
    })
    if (values.lib === undefined) throw new Error('`--lib` is missing')
    const home = values.home === undefined ? {} : { PIP_TRUST_HOME: values.home }
    return { paths: homePaths({ ...env, ...home }), lib: resolve(values.lib) }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new DaemonError('arguments', { message: why, hint: 'trustd --lib DIR [--home DIR]', cause })
  }
}

/** The version in the library's package.json. Throws where the installation is broken. */
export async function versionOf(lib: string): Promise<string> {
  const file = join(lib, 'package.json')
  const manifest = parseJson(await readFileBounded(file, MANIFEST_LIMITS), MANIFEST_LIMITS)
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : null
  if (typeof version === 'string') return version
  throw new DaemonError('installation', {
    message: `\`${file}\` has no version`,
    hint: 'install again: ./install.sh',
  })
}
