import type { FileArtifact } from '../artifact/index.ts'
import type { KeptQuestion } from '../store/index.ts'

/** A question about a file. */
export type FileQuestion = KeptQuestion & { readonly artifact: FileArtifact }

/** The question as one about a file, or null for a tree. */
export function fileQuestion(question: KeptQuestion): FileQuestion | null {
  const { artifact } = question
  return artifact.kind === 'wheel' || artifact.kind === 'sdist' ? { ...question, artifact } : null
}
