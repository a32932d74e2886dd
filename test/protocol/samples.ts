import type { FileArtifact, TreeArtifact } from '../../src/artifact/index.ts'
import { sha256Of } from '../../src/encoding/index.ts'
import type { ArtifactQuestion } from '../../src/protocol/index.ts'
import { parseProjectName, parseVersion } from '../../src/python/index.ts'
import type { Run } from '../../src/verdict/index.ts'

/** A value that the test itself knows to be there. */
export function known<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('a planted value is missing')
  return value
}

export const RUN: Run = {
  id: '0123456789abcdef',
  context: 'workstation',
  startedAt: 1_790_000_000,
  tainted: false,
}

/** An artifact from an index, with whatever the test changes. */
export function fileArtifact(change: Partial<FileArtifact> = {}): FileArtifact {
  return {
    kind: 'wheel',
    project: known(parseProjectName('sampleproject')),
    version: known(parseVersion('4.0.0')),
    filename: 'sampleproject-4.0.0-py3-none-any.whl',
    sha256: sha256Of(Buffer.from('wheel')),
    size: 5,
    channel: 'index',
    index: { url: 'https://packages.example/simple', insecure: false },
    location: 'https://packages.example/files/sampleproject-4.0.0-py3-none-any.whl',
    namedByUser: true,
    ...change,
  }
}

export function sdist(change: Partial<FileArtifact> = {}): FileArtifact {
  const filename = 'sampleproject-4.0.0.tar.gz'
  return fileArtifact({ kind: 'sdist', filename, sha256: sha256Of(Buffer.from('sdist')), ...change })
}

export function tree(change: Partial<TreeArtifact> = {}): TreeArtifact {
  return {
    kind: 'directory',
    project: null,
    commit: null,
    channel: 'directory',
    index: null,
    location: '/home/dana/project',
    namedByUser: true,
    ...change,
  }
}

export type Question = Omit<ArtifactQuestion, 'v' | 'id' | 'type'>

export function question(change: Partial<Question> = {}): Question {
  return {
    run: RUN,
    artifact: fileArtifact(),
    claimed: [],
    offer: 'not-offered',
    evidence: [],
    derivedFrom: null,
    suffixed: [],
    pinned: [],
    precedent: null,
    ...change,
  }
}

export function artifactMessage(change: Partial<Question> = {}): ArtifactQuestion {
  return { v: 1, id: 7, type: 'artifact', ...question(change) }
}
