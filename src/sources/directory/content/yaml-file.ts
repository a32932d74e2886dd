import * as v from 'valibot'
import { parse } from 'yaml'
import { decodeUtf8, EncodingError } from '../../../encoding/index.ts'
import { SourcesError } from '../../sources-error.ts'

const MAX_BYTES = 64 * 1024

/** Reads a small YAML file of a directory by its schema. Throws `SourcesError` `directory`. */
export function readYamlFile<Schema extends v.GenericSchema>(
  schema: Schema,
  path: string,
  bytes: Uint8Array,
): v.InferOutput<Schema> {
  if (bytes.byteLength > MAX_BYTES)
    throw bad(path, `${bytes.byteLength} bytes; at most ${MAX_BYTES} belong there`)
  const read = v.safeParse(schema, valueOf(path, bytes))
  if (read.success) return read.output
  const [issue] = read.issues
  throw bad(path, `${v.getDotPath(issue) ?? 'the whole'}: ${issue.message}`)
}

function valueOf(path: string, bytes: Uint8Array): unknown {
  try {
    return parse(decodeUtf8(bytes), { maxAliasCount: 0, stringKeys: true, schema: 'core', logLevel: 'error' })
  } catch (cause) {
    // The parser throws its own errors, and the engine's for what is nested too deep.
    if (!(cause instanceof EncodingError) && !(cause instanceof Error)) throw cause
    throw bad(path, cause.message.split('\n')[0] ?? '', cause)
  }
}

function bad(path: string, found: string, cause?: unknown): SourcesError {
  return new SourcesError('directory', {
    message: `\`${path}\` can't be read: ${found}`,
    hint: 'trustctl directory verify',
    cause,
  })
}
