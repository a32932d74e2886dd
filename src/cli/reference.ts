import { DEFAULT_WIDTH } from '../verdict/index.ts'
import { manualOf } from './program.ts'
import type { Mount } from './verb.ts'
import { VERBS } from './verbs.ts'

/** The manuals of all verbs as one page: what `trustctl VERB --help` prints, so that the page can't drift. */
export async function referenceMarkdown(): Promise<string> {
  const names = ['', ...leaves(VERBS)]
  const sections = await Promise.all(
    names.map(async (name) => section(name, await manualOf(name, DEFAULT_WIDTH))),
  )
  return [HEAD, ...sections].join('\n')
}

const HEAD = `# trustctl

Made from \`trustctl VERB --help\` by \`node scripts/cli-reference.ts\`. With \`--json\` every verb prints one JSON value on standard
output; keys are only ever added. Errors are \`{ error: { code, message, hint } }\` there, and words on standard error.
`

function section(name: string, manual: string): string {
  return `## ${`trustctl ${name}`.trimEnd()}\n\n\`\`\`text\n${manual.trimEnd()}\n\`\`\`\n`
}

function leaves(mounts: readonly Mount[]): readonly string[] {
  return mounts.flatMap(({ name, below, makeOnly }) => [
    ...(makeOnly === null ? [] : [name]),
    ...leaves(below),
  ])
}
