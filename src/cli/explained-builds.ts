import type { Built } from '../publish/build/index.ts'
import {
  differenceJson,
  differenceLines,
  explainDifference,
  type Comparison,
} from '../publish/difference/index.ts'

/** A file that two builds made differently. */
export interface ExplainedFile {
  readonly file: string
  readonly comparison: Comparison
}

/** What differs in each file that a second build made, too. Throws `DifferenceError`. */
export async function explainedBuilds({ files, repeated }: Built): Promise<readonly ExplainedFile[]> {
  const explained: ExplainedFile[] = []
  for (const first of files) {
    const second = repeated?.files.find(({ kind }) => kind === first.kind)
    if (second === undefined || second.sha256 === first.sha256) continue
    explained.push({ file: first.filename, comparison: await explainDifference(first, second) })
  }
  return explained
}

/** As lines for a person. */
export function explainedLines({ file, comparison }: ExplainedFile): readonly string[] {
  const [grade = '', ...lines] = differenceLines(comparison)
  return [`${file}: ${grade}`, ...lines]
}

/** As JSON; stable keys. */
export function explainedJson({ file, comparison }: ExplainedFile) {
  return { file, ...differenceJson(comparison) }
}
