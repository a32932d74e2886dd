import { createHash } from 'node:crypto'

/** A wheel or an sdist as it lies on an index. */
export interface Distribution {
  readonly filename: string
  readonly bytes: Buffer
  /** Its core metadata, as PEP 658 serves it beside a wheel. */
  readonly metadata: Buffer
}

/** What a distribution says of itself. */
export interface Subject {
  readonly project: string
  readonly version: string
  /** Requirements (`Requires-Dist`). */
  readonly requires?: readonly string[]
  /** Extras (`Provides-Extra`). */
  readonly extras?: readonly string[]
  readonly requiresPython?: string
}

/** sha256 as lower-case hex. */
export function sha256Hex(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** The part of a file name that stands for a project (PEP 427, PEP 625). */
export function fileStem(project: string): string {
  return project.toLowerCase().replaceAll(/[-_.]+/g, '_')
}

/** Core metadata 2.1 of a subject. */
export function coreMetadata({
  project,
  version,
  requires = [],
  extras = [],
  requiresPython,
}: Subject): Buffer {
  const lines = [
    'Metadata-Version: 2.1',
    `Name: ${project}`,
    `Version: ${version}`,
    ...(requiresPython === undefined ? [] : [`Requires-Python: ${requiresPython}`]),
    ...extras.map((extra) => `Provides-Extra: ${extra}`),
    ...requires.map((requirement) => `Requires-Dist: ${requirement}`),
  ]
  return Buffer.from(`${lines.join('\n')}\n\n`)
}
