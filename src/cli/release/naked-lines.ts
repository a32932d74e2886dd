import type { NakedBuild } from '../../publish/release/index.ts'
import { painter, safeText } from '../../verdict/index.ts'
import type { Cli } from '../cli.ts'

/** What a naked build came to. */
export function nakedLines(
  { isIdentical, outputs, differences, isolation, kept }: NakedBuild,
  cli: Cli,
): readonly string[] {
  const paint = painter(cli.colour)
  return [
    isIdentical
      ? `${paint('good', 'identical')}: the record alone is enough to build ${outputs.length} files again, to the byte`
      : `${paint('bad', 'not proven')}: what the record says was not built again`,
    ...outputs.map(({ filename, expected, found }) =>
      found === expected
        ? `  identical  ${safeText(filename)}  sha256:${expected}`
        : `  differs    ${safeText(filename)}  expected sha256:${expected}, found ${found === null ? 'no such file' : `sha256:${found}`}`,
    ),
    ...differences.flatMap((text) => text.split('\n').map((line) => `    ${safeText(line, 400)}`)),
    ...(isIdentical || differences.length > 0
      ? []
      : ['    the files of then are not beside the record: with them the differences would be named']),
    `  kept apart by ${isolation}; of the person’s variables: ${kept.join(', ') || 'none'}`,
  ]
}
