import * as v from 'valibot'
import { parseCanaryNonce, type CanaryNonce } from '../../artifact/index.ts'
import { parseSha256, type Sha256 } from '../../encoding/index.ts'
import { parseProjectName, parseVersion, type ProjectName, type Version } from '../../python/index.ts'
import { REASONS, type ReasonCode } from '../../verdict/index.ts'
import { MAX_LIST, MAX_NAME_LENGTH, MAX_TEXT_LENGTH } from '../limits.ts'

export const name = v.pipe(v.string(), v.maxLength(MAX_NAME_LENGTH))
export const text = v.pipe(v.string(), v.maxLength(MAX_TEXT_LENGTH))
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
/** Seconds since the epoch, UTC. */
export const instant = count
export const hex = v.pipe(text, v.regex(/^(?:[0-9a-f]{2})*$/, 'expected lower-case hex'))

export const sha256 = v.custom<Sha256>(
  (input) => typeof input === 'string' && parseSha256(input) !== null,
  'expected 64 lower-case hex digits',
)

export const projectName = v.custom<ProjectName>(
  (input) => isName(input) && parseProjectName(input) === input,
  'expected a normalised project name',
)

/** What most versions look like is normal as it stands: a page has thousands. */
const PLAIN_VERSION = /^(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*))*$/

export const version = v.custom<Version>(
  (input) => isName(input) && (PLAIN_VERSION.test(input) || parseVersion(input) === input),
  'expected a normalised version',
)

export const canaryNonce = v.custom<CanaryNonce>(
  (input) => typeof input === 'string' && parseCanaryNonce(input) !== null,
  'expected sixteen lower-case hex digits',
)

export const reasonCode = v.custom<ReasonCode>(
  (input) => typeof input === 'string' && Object.hasOwn(REASONS, input),
  'expected a reason code',
)

/** A list of at most `most` entries. */
export function list<Item extends v.GenericSchema>(item: Item, most: number = MAX_LIST) {
  return v.pipe(v.array(item), v.maxLength(most))
}

function isName(input: unknown): input is string {
  return typeof input === 'string' && input.length <= MAX_NAME_LENGTH
}
