import type { Argv } from 'yargs'
import { isSafeAddress, stampedBy, type StampSignature } from '../../publish/sign/index.ts'
import { MAX_ROOT_BYTES, parseTrustedRoot, type SigstoreRoot } from '../../trust/index.ts'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'
import { readNamedFile } from '../named-file.ts'
import { many } from '../options.ts'
import type { KeylessOptions } from './keyless.ts'

const HINT = 'trustctl sign --timestamp https://timestamps.example/api/v1/timestamp FILE'

export interface StampOptions {
  readonly timestamp: readonly string[] | undefined
}

/** `--timestamp` */
export function withTimestamp<T>(parser: Argv<T>): Argv<T & StampOptions> {
  return parser.option('timestamp', {
    type: 'string',
    requiresArg: true,
    describe: 'have this authority stamp the time (RFC 3161); may be repeated',
    coerce: many('timestamp'),
  })
}

interface Wish extends StampOptions, Pick<KeylessOptions, 'keyless' | 'trusted-root'> {
  readonly attached: boolean
}

/**
 * What has signatures stamped, by authorities that the trust root which is given names, else those of this machine, and its keyrings. Null
 * where no authority is named. Throws `CliError` `usage`, `input`, `TrustError`, `SourcesError`.
 */
export async function stampOf(cli: Cli, wish: Wish): Promise<StampSignature | null> {
  const { timestamp = [], keyless, attached, 'trusted-root': rootPath } = wish
  if (timestamp.length === 0) return null
  if (keyless) throw usage('`--timestamp` goes without `--keyless`: the instance names whom it has stamp')
  if (attached) throw usage('`--timestamp` goes without `--attached`: signatures inside bear no time stamps')
  const authorities = timestamp.map(addressOf)
  if (new Set(authorities).size < authorities.length)
    throw usage('`--timestamp` names one authority more than once')
  const given = rootPath === undefined ? null : await rootIn(rootPath, cli)
  // Loaded when it is needed: with it comes everything that is configured.
  const { sourcesOf } = await import('../configured.ts')
  const { trust, problems } = await sourcesOf(cli).loadTrust()
  for (const problem of problems) cli.complain(`trustctl: not used: ${problem}`)
  const roots = given === null ? trust.sigstore : [given]
  return stampedBy({
    authorities,
    trust: { roots, keyrings: trust.keyrings },
    fetch: cli.fetch,
    now: cli.now,
  })
}

function addressOf(text: string): string {
  const url = URL.parse(text)
  if (url !== null && isSafeAddress(url)) return url.href
  throw usage(`\`${text.slice(0, 200)}\` is no https address of a time stamp authority`)
}

async function rootIn(path: string, cli: Cli): Promise<SigstoreRoot> {
  return parseTrustedRoot('given', await readNamedFile(path, { maxBytes: MAX_ROOT_BYTES, hint: HINT }, cli))
}

function usage(message: string): CliError {
  return new CliError('usage', { message, hint: HINT })
}
