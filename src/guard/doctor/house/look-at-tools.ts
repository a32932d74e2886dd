import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { TOOLS, TOOL_NAMES, type ToolName } from '../../tools/index.ts'
import type { DoctorWorld } from '../doctor-world.ts'
import { isFront } from '../find/front.ts'
import { pathFolders } from '../find/python-places.ts'
import { bad, good, type Finding } from './finding.ts'

type World = Pick<DoctorWorld, 'env' | 'home' | 'cwd' | 'uid' | 'paths' | 'bin'>

const NEVER = 'local files, git and Pythons that it downloads are never covered'

/** Tools on PATH that fetch packages without pip: whether PATH leads to their front first. */
export function lookAtTools(world: World): readonly Finding[] {
  return TOOL_NAMES.flatMap((name) => toolFinding(name, world))
}

function toolFinding(name: ToolName, world: World): readonly Finding[] {
  const programs = pathFolders(world)
    .map((folder) => join(folder, name))
    .filter((path) => existsSync(path))
  const [first] = programs
  const real = programs.find((path) => !isFront(path))
  if (first === undefined || real === undefined) return []
  if (isFront(first)) return [good(name, `what it fetches goes by the guard; ${NEVER}`)]
  if (!TOOLS[name].programs.every((program) => existsSync(join(world.paths.guardedToolsBin, program))))
    return [
      bad(
        name,
        `\`${real}\` fetches packages without pip, and nothing guards it`,
        `trustctl protect ${name}`,
      ),
    ]
  const words = `PATH leads to \`${first}\` before the front that guards it`
  return [
    bad(name, words, `eval "$(${world.bin === null ? 'trustctl' : join(world.bin, 'trustctl')} shellenv)"`),
  ]
}
