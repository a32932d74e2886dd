import { isAbsolute, join } from 'node:path'
import { chooseEditor, type Editor } from '../../edit/index.ts'
import { isProgram } from '../../files/index.ts'
import type { Cli } from '../cli.ts'

/** The editor of this person and machine. Throws `EditError` `editor` where there is none. */
export function editorOf({ env }: Pick<Cli, 'env'>): Editor {
  const folders = (env['PATH'] ?? '').split(':').filter(isAbsolute)
  return chooseEditor(env, (program) => folders.some((folder) => isProgram(join(folder, program))))
}
