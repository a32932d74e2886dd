import { findPython } from './find-python.ts'
import type { GuardWorld } from './guard-world.ts'
import { placeWitness, removeWitness } from './place-witness.ts'
import { probePython, type PythonFacts } from './probe-python.ts'
import { ProtectError } from './protect-error.ts'
import { forgetPython, type ProtectedPython, rememberPython } from './python-records.ts'

/** What protecting a Python came to. */
export interface PythonProtection extends ProtectedPython {
  /** False where it was protected already. */
  readonly changed: boolean
  /** What is not covered all the same, in words. */
  readonly notices: readonly string[]
}

/** `sys.addaudithook` (PEP 578). */
const OLDEST_MINOR = 8

/**
 * Puts the witness into a Python: from then on every pip that it runs, however it is started, opens a run. Proven by
 * starting it once.
 * @throws ProtectError
 */
export async function protectPython(
  named: string,
  cwd: string,
  world: GuardWorld,
): Promise<PythonProtection> {
  const python = findPython(named, cwd, world)
  const facts = await factsOf(python, world)
  const folder = folderOf(python, facts)
  const changed = await placeWitness(folder, world)
  if ((await probePython(python, true, world))?.guardedBy == null) {
    await removeWitness(folder)
    throw new ProtectError('ineffective', {
      message: `\`${python}\` does not read \`.pth\` files in \`${folder}\`: nothing was left there`,
      hint: 'cover it by `trustctl protect user`',
    })
  }
  const record = {
    python,
    prefix: facts.prefix,
    folder,
    kind: 'environment',
    minor: facts.version.join('.'),
  } as const
  await rememberPython(record, world)
  return { ...record, changed, notices: noticesOf(facts) }
}

/** Takes the witness out again. `removed` is false where there was none. */
export async function unprotectPython(
  named: string,
  cwd: string,
  world: GuardWorld,
): Promise<{ readonly python: string; readonly folder: string; readonly removed: boolean }> {
  const python = findPython(named, cwd, world)
  const folder = folderOf(python, await factsOf(python, world))
  return { python, folder, removed: await unprotectFolder(folder, world) }
}

/** The same for a folder that is remembered, whatever has become of its Python. True where something was there. */
export async function unprotectFolder(folder: string, world: GuardWorld): Promise<boolean> {
  const removed = await removeWitness(folder)
  await forgetPython(folder, world)
  return removed
}

async function factsOf(python: string, world: GuardWorld): Promise<PythonFacts> {
  const facts = await probePython(python, true, world)
  if (facts === null)
    throw new ProtectError('python', {
      message: `\`${python}\` does not answer as a Python does`,
      hint: `try it: '${python}' -c 'import sysconfig'`,
    })
  const [major, minor] = facts.version
  if (major > 3 || (major === 3 && minor >= OLDEST_MINOR)) return facts
  throw new ProtectError('python', {
    message: `this Python can’t be witnessed: expected 3.${OLDEST_MINOR} or newer, found ${major}.${minor} (\`${python}\`)`,
    hint: 'what its pip fetches is covered by `trustctl protect user`',
  })
}

function folderOf(python: string, { isExternallyManaged, siteFolders }: PythonFacts): string {
  if (isExternallyManaged)
    throw new ProtectError('foreign', {
      message: `\`${python}\` is managed by the system’s packages (PEP 668): nothing is written into it`,
      hint: 'trustctl protect user covers it for you',
    })
  const [folder] = siteFolders
  if (folder !== undefined) return folder
  throw new ProtectError('ineffective', {
    message: `\`${python}\` has no folder in which it reads \`.pth\` files`,
    hint: 'cover it by `trustctl protect user`',
  })
}

const noticesOf = ({ isConda }: PythonFacts): readonly string[] =>
  isConda ? ['what `conda install` brings is not seen: only what its pip does'] : []
