import { isJsonObject, parseJson, type JsonValue } from '../../../encoding/index.ts'
import { runProgram } from '../../../programs/index.ts'

/** What any Python says of itself to the doctor, Python 2.7 too; what can be protected is asked more (`protect/probe-python.ts`). */
export interface AskedPython {
  /** As `sys.executable` has it. */
  readonly executable: string
  /** `3.11.7` */
  readonly version: string
  readonly prefix: string
  readonly isEnvironment: boolean
  /** The version of its pip; null where it has none. */
  readonly pip: string | null
  /** `shim` of the pip-trust whose witness it loads at every start; null where it loads none. */
  readonly witness: string | null
}

/** Runs on Python 2.7 too. pip is found without being imported. */
const PROBE = `
import json, os, re, sys
def pip():
    for folder in sys.path:
        try:
            with open(os.path.join(folder, "pip", "__init__.py")) as file:
                found = re.search("__version__ = ['\\"]([^'\\"]{1,64})", file.read(100000))
                return found.group(1) if found else "unknown"
        except (IOError, OSError, ValueError):
            pass
base = getattr(sys, "base_prefix", getattr(sys, "real_prefix", sys.prefix))
print(json.dumps({
    "executable": sys.executable,
    "version": "%d.%d.%d" % sys.version_info[:3],
    "prefix": sys.prefix,
    "isEnvironment": base != sys.prefix,
    "pip": pip(),
    "witness": getattr(sys, "_pip_trust_guard", None),
}))
`
const LIMITS = { maxBytes: 64 * 1024, maxDepth: 3 } as const
const LIMIT_MS = 10_000

/** Asks a Python what it is; null for a program that does not answer as one. It runs without the person's variables for Python. */
export async function askPython(python: string, env: NodeJS.ProcessEnv): Promise<AskedPython | null> {
  const { code, stdout } = await runProgram([python, '-E', '-s', '-c', PROBE], {
    env,
    cwd: '/',
    signal: AbortSignal.timeout(LIMIT_MS),
  })
  if (code !== 0) return null
  try {
    return factsIn(parseJson(Buffer.from(stdout.trim().split('\n').at(-1) ?? ''), LIMITS))
  } catch {
    // Whatever it printed, it is not what a Python prints here.
    return null
  }
}

function factsIn(value: JsonValue): AskedPython | null {
  if (!isJsonObject(value)) return null
  const { executable, version, prefix, isEnvironment, pip, witness } = value
  if (typeof executable !== 'string' || typeof version !== 'string' || typeof prefix !== 'string') return null
  return {
    executable,
    version,
    prefix,
    isEnvironment: isEnvironment === true,
    pip: typeof pip === 'string' ? pip : null,
    witness: typeof witness === 'string' ? witness : null,
  }
}
