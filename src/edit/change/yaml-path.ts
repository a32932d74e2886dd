import { isMap, isScalar, isSeq, parse, type Document, type YAMLSeq } from 'yaml'
import { EditError } from '../edit-error.ts'

/** A key or an index for each step from the top of the file. */
export type YamlPath = readonly (string | number)[]

const MAX_STEPS = 24
/** A step: a key as it is, a key in double quotes, or a number in brackets; a list's entry may go by its `id`. */
const STEP = /^(?:\.?"((?:[^"\\]|\\.)*)"|\[(\d{1,6})\]|\.?([^.[\]"=\s]+))/

/** An assignment of the command line: `rules.everything-else.onMissing=block`. */
export interface Assignment {
  readonly steps: readonly string[]
  /** The value's text: YAML, in one line as a rule. */
  readonly value: string
}

/** Reads `PATH=VALUE`. Throws `EditError` `change` where it is none. */
export function parseAssignment(text: string): Assignment {
  const steps: string[] = []
  let rest = text
  for (let step = STEP.exec(rest); step !== null && !rest.startsWith('='); step = STEP.exec(rest)) {
    const [whole, quoted, index, plain] = step
    steps.push(quoted?.replaceAll(/\\(.)/g, '$1') ?? index ?? plain ?? '')
    rest = rest.slice(whole.length)
  }
  if (steps.length > 0 && steps.length <= MAX_STEPS && rest.startsWith('=')) {
    return { steps, value: rest.slice(1) }
  }
  throw new EditError('change', {
    message: `\`${text}\` is no assignment: expected PATH=VALUE, as \`mode=warn\` or \`rules.everything-else.onMissing=block\``,
    hint: 'trustctl policy edit --help',
  })
}

/** The value that an assignment's text stands for. Throws `EditError` `change` where it is no YAML. */
export function valueOf({ value, steps }: Assignment): unknown {
  try {
    return parse(value, { maxAliasCount: 0, stringKeys: true })
  } catch (cause) {
    throw new EditError('change', {
      message: `the value for \`${steps.join('.')}\` is no YAML: ${value}`,
      cause,
    })
  }
}

/** The steps as keys and indexes of this document: in a list, a step is an entry's `id`, or its number. */
export function pathIn(document: Document, steps: readonly string[]): YamlPath {
  const path: (string | number)[] = []
  let node: unknown = document.contents
  for (const step of steps) {
    const key: string | number = isSeq(node) ? entryOf(node, step, steps) : step
    path.push(key)
    node = isMap(node) || isSeq(node) ? node.get(key, true) : null
  }
  return path
}

function entryOf(list: YAMLSeq, step: string, steps: readonly string[]): number {
  const byId = list.items.findIndex((item) => isMap(item) && item.get('id') === step)
  if (byId >= 0) return byId
  const at = /^\d+$/.test(step) ? Number(step) : -1
  if (at >= 0 && at <= list.items.length) return at
  throw new EditError('change', {
    message: `\`${steps.join('.')}\`: the list has no entry \`${step}\`; it has ${idsOf(list)}`,
    hint: 'trustctl policy show',
  })
}

function idsOf(list: YAMLSeq): string {
  const ids = list.items.flatMap((item, at) => {
    const id: unknown = isMap(item) ? item.get('id') : null
    return typeof id === 'string' ? [id] : isScalar(item) ? [String(at)] : []
  })
  return ids.length === 0 ? 'no entries with an id' : ids.slice(0, 20).join(', ')
}
