import { resolve } from 'node:path'
import type { Argv } from 'yargs'
import { FilesError, readFileBounded } from '../../files/index.ts'
import {
  MAX_CONFIG_BYTES,
  parseSigningConfig,
  readIdentityToken,
  withoutKeys,
  type Form,
  type Make,
} from '../../publish/sign/index.ts'
import { MAX_ROOT_BYTES, parseTrustedRoot } from '../../trust/index.ts'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'
import { once } from '../options.ts'

const TOKEN_VARIABLE = 'SIGSTORE_ID_TOKEN'
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
      describe: 'the instance’s trusted_root.json',
      coerce: once('trusted-root'),
    })
}

/** What signs as the identity token says. Throws `CliError` `usage`, `SignError`, `TrustError`. */
export async function keylessMaker(cli: Cli, options: KeylessWish): Promise<Make> {
  const { 'signing-config': config, 'trusted-root': root, forms, hasKeys } = options
  if (hasKeys) throw usage('`--key` and `--at` are for keys of one’s own, and not for `--keyless`')
  if (config === undefined || root === undefined)
    throw usage('`--keyless` needs the instance: `--signing-config` and `--trusted-root`')
  const token = cli.env[TOKEN_VARIABLE]
  if (token === undefined || token === '')
    throw usage(`\`--keyless\` needs an identity token in ${TOKEN_VARIABLE}`)
  return await withoutKeys({
    token: readIdentityToken(token, cli.now()),
    services: parseSigningConfig(await read(cli, config, MAX_CONFIG_BYTES), cli.now()),
    root: parseTrustedRoot('the instance', await read(cli, root, MAX_ROOT_BYTES)),
    forms,
    fetch: cli.fetch,
    now: cli.now,
  })
}

async function read(cli: Cli, path: string, maxBytes: number): Promise<Uint8Array> {
  try {
    return await readFileBounded(resolve(cli.cwd, path), { maxBytes })
  } catch (cause) {
    if (!(cause instanceof FilesError)) throw cause
    throw new CliError('input', { message: cause.message, hint: HINT, cause })
  }
}

function usage(message: string): CliError {
  return new CliError('usage', { message, hint: HINT })
}
