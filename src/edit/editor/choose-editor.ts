import { EditError } from '../edit-error.ts'
import { splitWords } from './split-words.ts'

/** A program with arguments that come before the file's name. */
export interface Editor {
  readonly program: string
  readonly args: readonly string[]
  /** Where it was named; null for one that the system happens to have. */
  readonly from: 'TRUSTCTL_EDITOR' | 'VISUAL' | 'EDITOR' | null
}

const VARIABLES = ['TRUSTCTL_EDITOR', 'VISUAL', 'EDITOR'] as const
const ON_THE_SYSTEM = ['sensible-editor', 'nano', 'vi'] as const

/**
 * The editor that the person wants: of the variables the first that is set, else the first that `isThere` finds on the
 * system. Throws `EditError` `editor` where there is none.
 */
export function chooseEditor(env: NodeJS.ProcessEnv, isThere: (program: string) => boolean): Editor {
  for (const from of VARIABLES) {
    const [program, ...args] = splitWords(env[from] ?? '')
    if (program !== undefined) return { program, args, from }
  }
  const program = ON_THE_SYSTEM.find(isThere)
  if (program !== undefined) return { program, args: [], from: null }
  throw new EditError('editor', {
    message: `no editor is set, and none of ${ON_THE_SYSTEM.join(', ')} is on PATH`,
    hint: 'EDITOR=/path/to/editor trustctl policy edit, or: trustctl policy edit --stdin < FILE',
  })
}
