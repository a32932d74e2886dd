/** An annotation: what the runner shows beside the log, and at a file's line where one is named. */
export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice'
  readonly title: string
  readonly message: string
  /** Relative to the checkout; line 1-based. Null where it is about no file. */
  readonly at: { readonly file: string; readonly line: number } | null
}

/**
 * An annotation as a workflow command. What would end the command, or a property of it, is escaped as the runner reads it
 * back: `%`, CR and LF everywhere, `:` and `,` in properties too.
 */
export function workflowCommand({ level, title, message, at }: Annotation): string {
  const place = at === null ? [] : [['file', at.file] as const, ['line', String(at.line)] as const]
  const properties = [...place, ['title', title] as const].map(
    ([name, value]) => `${name}=${property(value)}`,
  )
  return `::${level} ${properties.join(',')}::${data(message)}`
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
