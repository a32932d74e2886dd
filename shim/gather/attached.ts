import { type FileArtifact, readAttached } from '../../src/artifact/index.ts'
import { attachedEvidence, type Evidence } from '../../src/verdict/index.ts'

/** The signatures inside a wheel whose bytes are at hand (PEP 427): over its RECORD, which is held against every file. */
export async function attachedTo(
  { kind }: Pick<FileArtifact, 'kind'>,
  path: string,
): Promise<readonly Evidence[]> {
  const found = kind === 'wheel' ? await readAttached(path) : null
  return found === null ? [] : attachedEvidence(found)
}
