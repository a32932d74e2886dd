import { join, resolve } from 'node:path'
import { isProgram } from '../../files/index.ts'
import type { GuardWorld } from './guard-world.ts'
import { ProtectError } from './protect-error.ts'

/**
 * The interpreter that a person means: an environment's folder, a Python's path, or a name on PATH.
 * @param cwd what relative paths are relative to
 * @throws ProtectError `python` where there is none
 */
export function findPython(named: string, cwd: string, { env }: Pick<GuardWorld, 'env'>): string {
  const path = resolve(cwd, named)
  const below = ['bin/python', 'bin/python3'].map((name) => join(path, name))
  const onPath = named.includes('/')
    ? []
    : (env['PATH'] ?? '')
        .split(':')
        .filter(Boolean)
        .map((folder) => join(folder, named))
  const found = [...below, path, ...onPath].find(isProgram)
  if (found !== undefined) return found
  throw new ProtectError('python', {
    message: `there is no Python at \`${named}\`: expected a virtual environment, a Python’s path or its name on PATH`,
    hint: 'name an environment such as `.venv`, or a Python such as `.venv/bin/python`',
  })
}
