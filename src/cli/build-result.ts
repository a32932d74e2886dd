import type { Built, Placed } from '../publish/build/index.ts'
import { painter } from '../verdict/index.ts'
import type { Cli } from './cli.ts'

function differing({ files, repeated }: Built): readonly string[] {
  if (repeated === null) return []
  const second = new Map(repeated.files.map(({ filename, sha256 }) => [filename, sha256]))
  return files
    .filter(({ filename, sha256 }) => second.get(filename) !== sha256)
    .map(({ filename }) => filename)
}

/** A build for programs; `placed` is null where nothing was written. */
export function buildJson(built: Built, placed: Placed | null, folder: string) {
  const { files, record, repeated } = built
  return {
    folder: placed === null ? null : folder,
    files: files.map(({ kind, filename, bytes, sha256 }) => ({
      kind,
      filename,
      size: bytes.byteLength,
      sha256,
    })),
    record: placed?.record ?? null,
    provenance: placed?.provenance ?? null,
    isolation: record.isolation.kind,
    repeated:
      repeated === null
        ? null
        : {
            identical: repeated.identical,
            differing: differing(built),
            varied: repeated.varied,
            notVaried: repeated.notVaried,
          },
  }
}

/** A build for a person. */
export function buildLines(
  built: Built,
  placed: Placed | null,
  folder: string,
  { colour }: Cli,
): readonly string[] {
  const paint = painter(colour)
  const { files, record, repeated } = built
  return [
    ...files.map(({ filename, sha256 }) => `${filename}  ${paint('faint', `sha256 ${sha256}`)}`),
    `built ${record.isolation.words}`,
    ...(repeated === null ? [] : repeatedLines(built, repeated, colour)),
    placed === null ? 'nothing was written' : `in ${folder}, with ${placed.record} and ${placed.provenance}`,
  ]
}

function repeatedLines(
  built: Built,
  repeated: NonNullable<Built['repeated']>,
  colour: boolean,
): readonly string[] {
  const paint = painter(colour)
  const { varied, notVaried, identical } = repeated
  return [
    identical
      ? paint('good', 'built twice: identical')
      : paint('bad', `built twice: ${differing(built).join(', ')} differ`),
    ...(varied.length === 0 ? [] : [`  varied: ${varied.join(', ')}`]),
    ...notVaried.map(({ what, why }) => `  not varied: ${what} (${why})`),
  ]
}
