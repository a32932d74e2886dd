import * as v from 'valibot'
import { POLICY_LIMITS } from '../limits.ts'

/** A name that is used elsewhere in the file: letters, digits, `-`, `_` and `.`. */
export const nameSchema = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'a name of letters, digits, `-`, `_` and `.`, at most 64'),
)

export const textSchema = v.pipe(
  v.string(),
  v.minLength(1, 'a text that is not empty'),
  v.maxLength(POLICY_LIMITS.maxText, `at most ${POLICY_LIMITS.maxText} characters`),
)

/** A pattern: `*` stands for any run of characters but `/`; there are no other special characters. */
export const patternSchema = v.pipe(
  v.string(),
  v.minLength(1, 'a pattern that is not empty'),
  v.maxLength(POLICY_LIMITS.maxPattern, `a pattern of at most ${POLICY_LIMITS.maxPattern} characters`),
  v.regex(
    /^(?!.*\*\*)[^?[\]{}\\\s]*$/,
    'a pattern whose only special character is a single `*`, without white space',
  ),
)

export const projectPatternSchema = v.pipe(
  patternSchema,
  v.regex(/^[A-Za-z0-9._*-]+$/, 'a project name, in which `*` may stand for any characters'),
)

/** The owner is spelled out: a pattern for it would accept accounts that anybody can open. */
export const repositoryPatternSchema = v.pipe(
  patternSchema,
  v.regex(/^[^*/]+(\/[^/]+)+$/, '`owner/name`, in which `*` may stand only for what follows the owner'),
)

/** Host and owner are spelled out, as in `repositoryPatternSchema`. */
export const originPatternSchema = v.pipe(
  patternSchema,
  v.regex(
    /^[^*/]+\/[^*/]+(\/[^/]+)+$/,
    '`host/owner/name`, in which `*` may stand only for what follows the owner',
  ),
)

/** A forge's number: in quotes, as a certificate has it as text. */
export const numericIdSchema = v.pipe(
  v.string('a number in quotes, like "14899596"'),
  v.regex(/^[1-9]\d{0,19}$/, 'a number in quotes, like "14899596"'),
)

export const uuidSchema = v.pipe(
  v.string(),
  v.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, 'a UUID in lower case'),
)

/** The name of an event, to the letter. */
export const triggerSchema = v.pipe(
  v.string(),
  v.regex(/^[a-z][a-z0-9_]{0,63}$/, 'the name of an event, like `push`'),
)

/** Address and owner are spelled out: a pattern for them would accept builders that anybody can make. */
export const builderPatternSchema = v.pipe(
  patternSchema,
  v.regex(
    /^https:\/\/[^*/@]+\/[^*/@]+\/[^@]+@[^@]+$/,
    '`https://host/owner/…@ref`, in which `*` may stand only for what follows the owner',
  ),
)

export const emailPatternSchema = v.pipe(
  patternSchema,
  v.regex(/^[^@/]+@[^@/*]+$/, 'an e-mail address, in which `*` may stand only before the `@`'),
)

export const dateSchema = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d{2}-\d{2}$/, 'a date like "2026-12-15", in quotes'),
  v.check((text) => isDate(text), 'a date of the calendar'),
)

export const durationSchema = v.pipe(
  v.string(),
  v.regex(/^[1-9]\d{0,4}[mhdw]$/, 'a number with its unit: m, h, d or w, like 72h'),
)

export const digestSchema = v.pipe(
  v.string(),
  v.regex(/^[0-9a-f]{64}$/, 'a SHA-256 digest of 64 lower-case hex digits'),
)

export const httpUrlSchema = v.pipe(
  v.string(),
  v.maxLength(POLICY_LIMITS.maxText, `at most ${POLICY_LIMITS.maxText} characters`),
  v.check((text) => isPlainHttpUrl(text), 'an http or https URL without user, password, query or fragment'),
)

/** The address of a server and nothing below it, as certificates name it. */
export const originSchema = v.pipe(
  v.string(),
  v.maxLength(POLICY_LIMITS.maxText, `at most ${POLICY_LIMITS.maxText} characters`),
  v.check(
    (text) => isHttpsOrigin(text),
    'an address like `https://gitlab.acme.example`, without a slash at its end',
  ),
)

export const countSchema = v.pipe(
  v.number('a whole number'),
  v.integer('a whole number'),
  v.minValue(1, 'at least 1'),
  v.maxValue(1000, 'at most 1000'),
)

function isDate(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}

function isHttpsOrigin(text: string): boolean {
  return text.startsWith('https://') && URL.parse(text)?.origin === text
}

function isPlainHttpUrl(text: string): boolean {
  const url = URL.parse(text)
  if (url === null || !['http:', 'https:'].includes(url.protocol)) return false
  return url.username === '' && url.password === '' && url.search === '' && url.hash === ''
}
