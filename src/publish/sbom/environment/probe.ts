import * as v from 'valibot'
import { EncodingError, parseJson } from '../../../encoding/index.ts'
import { MARKER_VARIABLES, type MarkerEnvironment } from '../../../python/index.ts'
import { SbomError } from '../sbom-error.ts'

/** Runs a program to its end; `code` null where it could not be started or took too long. */
export type RunProgram = (
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
) => Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>

/** What an interpreter says of itself and of where it finds distributions. */
export interface PythonAnswer {
  readonly executable: string
  readonly version: string
  readonly implementation: string
  readonly prefix: string
  /** Folders that it imports from, in its order, the standard library's own not among them. */
  readonly folders: readonly string[]
  readonly markers: MarkerEnvironment
}

const LIMITS = { maxBytes: 256 * 1024, maxDepth: 4 } as const
const MAX_FOLDERS = 200

/** PEP 508's variables as its text defines them. Nothing of what is installed is imported. */
const PROBE = `
import json, os, platform, sys, sysconfig
def full(info):
    text = "%d.%d.%d" % (info.major, info.minor, info.micro)
    return text if info.releaselevel == "final" else text + info.releaselevel[0] + str(info.serial)
paths = sysconfig.get_paths()
own = {os.path.realpath(paths[key]) for key in ("stdlib", "platstdlib")}
own.add(os.path.realpath(os.path.join(paths["platstdlib"], "lib-dynload")))
found = [each for each in sys.path if each and os.path.isdir(each) and os.path.realpath(each) not in own]
print(json.dumps({
    "executable": sys.executable,
    "prefix": sys.prefix,
    "folders": found,
    "markers": {
        "os_name": os.name,
        "sys_platform": sys.platform,
        "platform_machine": platform.machine(),
        "platform_python_implementation": platform.python_implementation(),
        "platform_release": platform.release(),
        "platform_system": platform.system(),
        "platform_version": platform.version(),
        "python_version": ".".join(platform.python_version_tuple()[:2]),
        "python_full_version": platform.python_version(),
        "implementation_name": sys.implementation.name,
        "implementation_version": full(sys.implementation.version),
    },
}))
`

const Answer = v.object({
  executable: v.string(),
  prefix: v.string(),
  folders: v.pipe(v.array(v.string()), v.maxLength(MAX_FOLDERS)),
  markers: v.object(v.entriesFromList(MARKER_VARIABLES, v.string())),
})

/**
 * Asks an interpreter where its distributions are and what markers mean for it. Throws `SbomError` `environment` for a
 * program that doesn't answer as a Python does.
 */
export async function probeEnvironment(
  python: string,
  { run, env }: { readonly run: RunProgram; readonly env: NodeJS.ProcessEnv },
): Promise<PythonAnswer> {
  const { PYTHONPATH: _path, PYTHONSTARTUP: _start, PYTHONHOME: _home, ...rest } = env
  const { code, stdout, stderr } = await run(python, ['-c', PROBE], rest)
  const found = code === 0 ? answered(stdout) : null
  if (found === null) {
    const said = stderr.trim().split('\n').at(-1)?.slice(0, 200) ?? ''
    throw new SbomError('environment', {
      message: `\`${python}\` does not answer as a Python of 3.8 or newer does${said === '' ? '' : `: ${said}`}`,
      hint: 'trustctl sbom --environment .venv',
    })
  }
  return found
}

function answered(stdout: string): PythonAnswer | null {
  const line = stdout.trim().split('\n').at(-1) ?? ''
  try {
    const found = v.safeParse(Answer, parseJson(line, LIMITS))
    if (!found.success) return null
    const { markers } = found.output
    return {
      ...found.output,
      version: markers.python_full_version,
      implementation: markers.platform_python_implementation,
    }
  } catch (error) {
    if (error instanceof EncodingError) return null
    throw error
  }
}
