import { isJsonObject, type JsonValue, parseJson } from '../../encoding/index.ts'
import type { GuardWorld } from './guard-world.ts'

/** What a Python says of itself. */
export interface PythonFacts {
  /** As `sys.executable` has it. */
  readonly executable: string
  readonly version: readonly [number, number]
  readonly prefix: string
  readonly isEnvironment: boolean
  /** Folders in which it reads `.pth` files also under `-I`, the one that pip installs into first. */
  readonly siteFolders: readonly string[]
  /** The person's own folder for this version, where this Python reads it; null where it doesn't. */
  readonly userSite: string | null
  /** PEP 668. */
  readonly isExternallyManaged: boolean
  readonly isConda: boolean
  /** `shim` of the pip-trust that guards it by a `.pth` that was read just now; null where none does. */
  readonly guardedBy: string | null
}

const PROBE = `
import json, os, site, sys, sysconfig
found = [sysconfig.get_paths()["purelib"]] + list(getattr(site, "getsitepackages", list)())
user = site.getusersitepackages() if site.ENABLE_USER_SITE else None
managed = os.path.join(sysconfig.get_paths()["stdlib"], "EXTERNALLY-MANAGED")
base = getattr(sys, "base_prefix", getattr(sys, "real_prefix", sys.prefix))
print(json.dumps({
    "executable": sys.executable,
    "version": list(sys.version_info[:2]),
    "prefix": sys.prefix,
    "isEnvironment": base != sys.prefix,
    "siteFolders": [folder for at, folder in enumerate(found) if folder in sys.path and folder not in found[:at]],
    "userSite": user,
    "isExternallyManaged": os.path.isfile(managed) and base == sys.prefix,
    "isConda": os.path.isdir(os.path.join(sys.prefix, "conda-meta")),
    "guardedBy": getattr(sys, "_pip_trust_guard", None),
}))
`
const LIMITS = { maxBytes: 64 * 1024, maxDepth: 3 } as const

/**
 * Asks a Python what it is; null for a program that is none. `isolated` asks as `-I` starts it, without the person's
 * variables and own folder.
 */
export async function probePython(
  python: string,
  isolated: boolean,
  { run, env }: Pick<GuardWorld, 'run' | 'env'>,
): Promise<PythonFacts | null> {
  const { PYTHONPATH: _path, PYTHONSTARTUP: _start, PYTHONHOME: _home, ...rest } = env
  const { code, stdout } = await run(python, [...(isolated ? ['-I'] : []), '-c', PROBE], rest)
  if (code !== 0) return null
  try {
    return parsed(parseJson(Buffer.from(stdout.trim().split('\n').at(-1) ?? ''), LIMITS))
  } catch {
    // Whatever it printed, it is not what a Python prints here.
    return null
  }
}

function parsed(value: JsonValue): PythonFacts | null {
  if (!isJsonObject(value)) return null
  const { executable, version, prefix, siteFolders, userSite, guardedBy } = value
  if (typeof executable !== 'string' || typeof prefix !== 'string' || !Array.isArray(version)) return null
  const [major, minor] = version
  if (typeof major !== 'number' || typeof minor !== 'number' || !Array.isArray(siteFolders)) return null
  return {
    executable,
    prefix,
    version: [major, minor],
    isEnvironment: value['isEnvironment'] === true,
    siteFolders: siteFolders.filter((folder) => typeof folder === 'string'),
    userSite: typeof userSite === 'string' ? userSite : null,
    isExternallyManaged: value['isExternallyManaged'] === true,
    isConda: value['isConda'] === true,
    guardedBy: typeof guardedBy === 'string' ? guardedBy : null,
  }
}
