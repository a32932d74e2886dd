import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { GuardWorld } from './guard-world.ts'

/** The module that loads the witness, and the file that has it imported at start. */
export const PTH_NAME = '_pip_trust_guard.pth'
export const MODULE_NAME = '_pip_trust_guard.py'
export const PTH_TEXT = 'import _pip_trust_guard\n'

/** Where pip-trust's things are, for a pip whose environment was emptied (tox, nox). */
const PLACES = [
  'PIP_TRUST_HOME',
  'HOME',
  'XDG_CONFIG_HOME',
  'XDG_STATE_HOME',
  'XDG_CACHE_HOME',
  'XDG_RUNTIME_DIR',
] as const

/** The module's text for this installation and this person. */
export async function moduleText({ launch, env, uid }: GuardWorld): Promise<string> {
  const shim = join(launch.lib, 'shim')
  const template = await readFile(join(shim, 'guard', MODULE_NAME), 'utf8')
  const places = PLACES.flatMap((name) => {
    const value = env[name]
    return value === undefined || value === '' ? [] : [`${pythonText(name)}: ${pythonText(value)}`]
  })
  return template
    .replace('SHIM = "@SHIM@"', () => `SHIM = ${pythonText(shim)}`)
    .replace('UID = -1', () => `UID = ${uid}`)
    .replace('PLACES = {}', () => `PLACES = {${places.join(', ')}}`)
}

/** A Python literal of nothing but ASCII. */
function pythonText(text: string): string {
  const escaped = Array.from(text, (char) => {
    const point = char.codePointAt(0) ?? 0
    if (point >= 0x20 && point < 0x7f && char !== '"' && char !== '\\') return char
    return `\\U${point.toString(16).padStart(8, '0')}`
  })
  return `"${escaped.join('')}"`
}
