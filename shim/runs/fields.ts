import type { JsonObject, JsonValue } from '../../src/encoding/index.ts'
import { RunsError } from './runs-error.ts'

const malformed = (name: string, expected: string): RunsError =>
  new RunsError('malformed', {
    message: `\`${name}\` of the call is not ${expected}`,
    hint: 'the shim and the interceptor are of different versions: run `./install.sh` again',
  })

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Reads typed fields of a JSON object. Each throws `RunsError` `malformed`, naming the field. */
export function objectOf(value: JsonValue | undefined, name: string): JsonObject {
  if (!isObject(value)) throw malformed(name, 'an object')
  return value
}

export function textOf(value: JsonValue | undefined, name: string): string {
  if (typeof value !== 'string' || value.includes('\0')) throw malformed(name, 'a text')
  return value
}

export function textOrNull(value: JsonValue | undefined, name: string): string | null {
  return value === null || value === undefined ? null : textOf(value, name)
}

export function wholeNumber(value: JsonValue | undefined, name: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw malformed(name, 'a whole number')
  return value
}

export function listOf(value: JsonValue | undefined, name: string): readonly JsonValue[] {
  if (!Array.isArray(value)) throw malformed(name, 'a list')
  return value.map((each: JsonValue) => each)
}

export function oneOf<const Word extends string>(
  value: JsonValue | undefined,
  name: string,
  words: readonly Word[],
): Word {
  const found = words.find((word) => word === value)
  if (found === undefined) throw malformed(name, `one of ${words.join(', ')}`)
  return found
}

/** Every call says `v: 1`. */
export function checkVersion(body: JsonObject): void {
  if (body['v'] !== 1) throw malformed('v', '1')
}
