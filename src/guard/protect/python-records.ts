import { isJsonObject, type JsonValue, parseJson } from '../../encoding/index.ts'
import {
  checkPrivateFile,
  ensurePrivateFolder,
  FilesError,
  readFileBounded,
  writeFileAtomically,
} from '../../files/index.ts'
import type { GuardWorld } from './guard-world.ts'

/** A Python that has the witness in a `.pth`. */
export interface ProtectedPython {
  /** As it was named, absolute. */
  readonly python: string
  /** `sys.prefix`: what identifies an environment. */
  readonly prefix: string
  /** Where the `.pth` lies. */
  readonly folder: string
  /** `environment`: its own site-packages; `user-site`: what the person's Pythons of this version share. */
  readonly kind: 'environment' | 'user-site'
  /** `3.12` */
  readonly minor: string
}

const LIMITS = { maxBytes: 1024 * 1024, maxDepth: 4 } as const
/** Environments that are remembered; the oldest are forgotten first, and stay protected. */
const MAX_PYTHONS = 1000

/** What was protected and not unprotected since; those that are gone from the disk among them. */
export async function protectedPythons({
  paths,
}: Pick<GuardWorld, 'paths'>): Promise<readonly ProtectedPython[]> {
  try {
    await checkPrivateFile(paths.guardedPythonsFile)
    const value = parseJson(await readFileBounded(paths.guardedPythonsFile, LIMITS), LIMITS)
    return Array.isArray(value) ? value.flatMap((each: JsonValue) => parsed(each)) : []
  } catch (error) {
    if (error instanceof FilesError && error.code === 'missing') return []
    throw error
  }
}

/** Remembers one, in the place of what was remembered of its folder. */
export async function rememberPython(python: ProtectedPython, world: GuardWorld): Promise<void> {
  await write([...(await others(python.folder, world)), python], world)
}

/** Forgets what was remembered of a folder. */
export async function forgetPython(folder: string, world: GuardWorld): Promise<void> {
  await write(await others(folder, world), world)
}

const others = async (folder: string, world: GuardWorld): Promise<readonly ProtectedPython[]> =>
  (await protectedPythons(world)).filter((each) => each.folder !== folder)

async function write(pythons: readonly ProtectedPython[], { paths }: GuardWorld): Promise<void> {
  await ensurePrivateFolder(paths.guardDir)
  const text = `${JSON.stringify(pythons.slice(-MAX_PYTHONS), null, 2)}\n`
  await writeFileAtomically(paths.guardedPythonsFile, text, { mode: 0o600 })
}

function parsed(value: JsonValue): readonly ProtectedPython[] {
  if (!isJsonObject(value)) return []
  const { python, prefix, folder, kind, minor } = value
  if (typeof python !== 'string' || typeof prefix !== 'string' || typeof folder !== 'string') return []
  if (typeof minor !== 'string' || (kind !== 'environment' && kind !== 'user-site')) return []
  return [{ python, prefix, folder, kind, minor }]
}
