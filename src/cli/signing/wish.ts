import type { Argv } from 'yargs'
import { DAY, type KeyWish } from '../../publish/keys/index.ts'
import { KEY_PURPOSES, type KeyPurpose } from '../../trust/index.ts'
import { CliError } from '../cli-error.ts'
import { many, once } from '../options.ts'
import { parsePeriod } from '../period.ts'

/** What is asked of every new key. */
export interface WishOptions {
  readonly holder: string | undefined
  readonly owner: string | undefined
  readonly purpose: readonly string[] | undefined
  readonly 'sign-for': string | undefined
  readonly 'verify-for': string | undefined
  readonly 'passphrase-fd': string | undefined
}

const SIGN_DAYS = 365
const VERIFY_DAYS = 3 * 365
const HINT = 'trustctl keys new --holder dana --owner "Dana <dana@acme.example>"'

/** `--passphrase-fd` */
export function withPassphrase<T>(parser: Argv<T>): Argv<T & { 'passphrase-fd': string | undefined }> {
  return parser.option('passphrase-fd', {
    type: 'string',
    requiresArg: true,
    describe: 'read the passphrase from this file descriptor, its first line',
    coerce: once('passphrase-fd'),
  })
}

/** The options of a new key, but for its kind. */
export function withWish<T>(parser: Argv<T>): Argv<T & WishOptions> {
  return withPassphrase(parser)
    .option('holder', {
      type: 'string',
      requiresArg: true,
      describe: 'the id of the person whose it is: `dana`',
      coerce: once('holder'),
    })
    .option('owner', {
      type: 'string',
      requiresArg: true,
      describe: 'the same for people: `Dana <dana@acme.example>`',
      coerce: once('owner'),
    })
    .option('purpose', {
      type: 'string',
      requiresArg: true,
      describe: `what it signs: ${KEY_PURPOSES.join(', ')}; may be repeated`,
      defaultDescription: 'release',
      coerce: many('purpose'),
    })
    .option('sign-for', {
      type: 'string',
      requiresArg: true,
      describe: 'how long it signs',
      defaultDescription: `${SIGN_DAYS}d`,
      coerce: once('sign-for'),
    })
    .option('verify-for', {
      type: 'string',
      requiresArg: true,
      describe: 'how long what it signed counts',
      defaultDescription: `${VERIFY_DAYS}d`,
      coerce: once('verify-for'),
    })
}

/** What the options ask for; `now` in seconds. Throws `CliError` `usage`. */
export function wishOf(options: WishOptions, now: number): KeyWish {
  const { holder, owner, purpose = [] } = options
  if (holder === undefined || !/^[a-z0-9][a-z0-9._-]{0,63}$/.test(holder))
    throw usage('`--holder` is missing, or no id: lower-case letters, digits, `.`, `-` and `_`')
  if (owner === undefined || owner.length > 200 || /[\p{Cc}\p{Cf}]/u.test(owner))
    throw usage('`--owner` is missing, has more than 200 characters, or control characters')
  const [signDays, verifyDays] = [
    daysOf(options['sign-for'], SIGN_DAYS),
    daysOf(options['verify-for'], VERIFY_DAYS),
  ]
  if (verifyDays < signDays) throw usage('`--verify-for` is shorter than `--sign-for`')
  return {
    holder,
    owner,
    purpose: purpose.length === 0 ? ['release'] : [...new Set(purpose.map(purposeOf))],
    notBefore: now,
    signUntil: now + signDays * DAY,
    verifyUntil: now + verifyDays * DAY,
  }
}

function daysOf(text: string | undefined, standard: number): number {
  return text === undefined ? standard : parsePeriod(text)
}

function purposeOf(text: string): KeyPurpose {
  const found = KEY_PURPOSES.find((each) => each === text)
  if (found === undefined) throw usage(`\`${text}\` is no purpose: expected ${KEY_PURPOSES.join(', ')}`)
  return found
}

function usage(message: string): CliError {
  return new CliError('usage', { message, hint: HINT })
}
