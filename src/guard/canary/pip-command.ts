import { basename } from 'node:path'
import type { Bait } from './canary-bait.ts'

/** A pip as it is called, without its arguments: `['/x/venv/bin/pip']`, `['/x/python', '-I', '-m', 'pip']`, `['uv', 'pip']`. */
export type PipCommand = readonly [program: string, ...first: string[]]

/** Where one bait is fetched to, all below a folder that is thrown away. */
export interface BaitPlace {
  readonly target: string
  readonly temporary: string
  /** A folder in which nothing is. */
  readonly empty: string
  readonly indexUrl: string
}

/** The arguments with which this pip fetches a bait into a folder, and installs nothing anywhere else. */
export function baitArguments(
  command: PipCommand,
  { wheel }: Bait,
  { target, indexUrl }: Pick<BaitPlace, 'target' | 'indexUrl'>,
): readonly string[] {
  const wanted = `${wheel.project}==${wheel.version}`
  const from = ['--index-url', indexUrl, '--only-binary', ':all:', '--no-deps', '--no-cache-dir']
  return isUv(command)
    ? ['install', '--system', '--target', target, ...from, wanted]
    : ['download', '--dest', target, '--disable-pip-version-check', '--no-input', ...from, wanted]
}

/** uv speaks pip's language, but has no `download`. */
export function isUv([program]: PipCommand): boolean {
  return basename(program) === 'uv'
}

/** What would install more, elsewhere or from elsewhere, or belongs to another run. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'PIP_TRUST_RUN',
  'PIP_TRUST_SOCKET',
  'PIP_TRUST_SAVED',
  'PIP_TRUST_LIB',
  'PIP_TRUST_REPORT',
  'PIP_TRUST_KEPT_PROXY',
  'PIP_TRUST_KEPT_CONSTRAINT',
  'PIP_REQUIREMENT',
  'PIP_INDEX_URL',
  'PIP_SRC',
  'PIP_ROOT',
  'PIP_PREFIX',
  'PIP_TARGET',
  'PIP_PYTHON',
  'PIP_REPORT',
  'UV_DEFAULT_INDEX',
  'UV_INDEX',
  'UV_INDEX_URL',
  'UV_REQUIRE_HASHES',
  'UV_OFFLINE',
])

/**
 * The person's own environment, so that what guards their pip guards this one. What their configuration says of other
 * sources, of logs and of pinned hashes is set aside: nobody else's index is asked about a canary. This machine is not
 * left to go past a proxy, as `NO_PROXY` often has it, for on it is the canary's index and no other.
 */
export function baitEnvironment(
  env: NodeJS.ProcessEnv,
  { temporary, empty, indexUrl }: BaitPlace,
): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !LEFT_OUT.has(name))
  return {
    ...Object.fromEntries(kept.map(([name, value]) => [name, withoutThisMachine(name, value)])),
    TMPDIR: temporary,
    PYTHONDONTWRITEBYTECODE: '1',
    PIP_EXTRA_INDEX_URL: indexUrl,
    PIP_FIND_LINKS: empty,
    PIP_NO_INDEX: '0',
    PIP_REQUIRE_HASHES: '0',
    PIP_LOG: `${temporary}/pip.log`,
    UV_EXTRA_INDEX_URL: indexUrl,
    UV_FIND_LINKS: empty,
  }
}

const THIS_MACHINE = /^(?:localhost|127(?:\.\d+){3}(?:\/\d+)?|\[?::1\]?)$/

function withoutThisMachine(name: string, value: string | undefined): string | undefined {
  if (name.toLowerCase() !== 'no_proxy' || value === undefined) return value
  return value
    .split(',')
    .filter((host) => !THIS_MACHINE.test(host.trim()))
    .join(',')
}
