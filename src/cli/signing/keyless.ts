import { isDeepStrictEqual } from 'node:util'
import type { Argv } from 'yargs'
import {
  askJobToken,
  MAX_CONFIG_BYTES,
  parseSigningConfig,
  readIdentityToken,
  withoutKeys,
  type Form,
  type IdentityToken,
  type Make,
} from '../../publish/sign/index.ts'
import { MAX_ROOT_BYTES, parseTrustedRoot } from '../../trust/index.ts'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'
import { readNamedFile } from '../named-file.ts'
import { once } from '../options.ts'

const TOKEN_VARIABLE = 'SIGSTORE_ID_TOKEN'
/** What a job of GitHub's with the permission `id-token: write` has in its environment. */
const JOB_URL = 'ACTIONS_ID_TOKEN_REQUEST_URL'
const JOB_SECRET = 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'
const HINT =
  'trustctl sign --keyless --signing-config signing_config.json --trusted-root trusted_root.json FILE'

/** Signing without a key of one’s own. */
export interface KeylessOptions {
  readonly keyless: boolean
  readonly 'signing-config': string | undefined
  readonly 'trusted-root': string | undefined
}

interface KeylessWish extends Omit<KeylessOptions, 'keyless'> {
  readonly forms: readonly Form[] | null
  /** Whether options were given that are for keys of one's own. */
  readonly hasKeys: boolean
}

/** `--keyless`, `--signing-config`, `--trusted-root` */
export function withKeyless<T>(parser: Argv<T>): Argv<T & KeylessOptions> {
  return parser
    .option('keyless', {
      type: 'boolean',
      default: false,
      describe: 'sign as whom SIGSTORE_ID_TOKEN names, by a Sigstore instance',
      defaultDescription: 'no',
    })
    .option('signing-config', {
      type: 'string',
      requiresArg: true,
      describe: 'the instance’s signing_config.json',
      coerce: once('signing-config'),
    })
    .option('trusted-root', {
      type: 'string',
      requiresArg: true,
      describe: 'trusted_root.json of the instance, or of who stamps the time',
      coerce: once('trusted-root'),
    })
}

/** An instance that signs as whom a token names. */
export interface Keyless {
  /** Of the token that there is now. */
  readonly token: IdentityToken
  /** The files of the instance. */
  readonly config: Uint8Array
  readonly trustedRoot: Uint8Array
  /** What signs, by a token that is new where one can be asked for. Throws `SignError`. */
  readonly make: () => Promise<Make>
}

/** Reads the instance and the token; asks nobody to certify anything yet. Throws `CliError` `usage`, `SignError`, `TrustError`. */
export async function keylessOf(cli: Cli, options: KeylessWish): Promise<Keyless> {
  const { 'signing-config': configPath, 'trusted-root': rootPath, forms, hasKeys } = options
  if (hasKeys) throw usage('`--key` and `--at` are for keys of one’s own, and not for `--keyless`')
  if (configPath === undefined || rootPath === undefined)
    throw usage('`--keyless` needs the instance: `--signing-config` and `--trusted-root`')
  const token = await tokenOf(cli)
  const config = await readNamedFile(configPath, { maxBytes: MAX_CONFIG_BYTES, hint: HINT }, cli)
  const trustedRoot = await readNamedFile(rootPath, { maxBytes: MAX_ROOT_BYTES, hint: HINT }, cli)
  const root = parseTrustedRoot('the instance', trustedRoot)
  parseSigningConfig(config, cli.now())
  return {
    token,
    config,
    trustedRoot,
    make: async () =>
      await withoutKeys({
        token: sameAs(token, await tokenOf(cli)),
        services: parseSigningConfig(config, cli.now()),
        root,
        forms,
        fetch: cli.fetch,
        now: cli.now,
      }),
  }
}

/** Of the environment; in a job of GitHub's it is asked for, each time anew. */
async function tokenOf(cli: Cli): Promise<IdentityToken> {
  const { [TOKEN_VARIABLE]: text = '', [JOB_URL]: url = '', [JOB_SECRET]: secret = '' } = cli.env
  if (text !== '') return readIdentityToken(text, cli.now())
  if (url === '' || secret === '') throw usage(`\`--keyless\` needs an identity token in ${TOKEN_VARIABLE}`)
  return readIdentityToken(await askJobToken(cli.fetch, { url, secret }), cli.now())
}

/** Throws `CliError` `input` where the second token is of somebody else. */
function sameAs(first: IdentityToken, token: IdentityToken): IdentityToken {
  const [{ text: _old, ...before }, { text: _new, ...now }] = [first, token]
  if (isDeepStrictEqual(before, now)) return token
  throw new CliError('input', {
    message: 'the identity token became that of somebody else in between; nothing was signed',
    hint: HINT,
  })
}

function usage(message: string): CliError {
  return new CliError('usage', { message, hint: HINT })
}
