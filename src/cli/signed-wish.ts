import { CliError } from './cli-error.ts'

/** The options of `trustctl verify`, as far as they say which of its two questions is asked. */
export interface SignedOptions {
  readonly file: readonly string[]
  readonly bundle: string | undefined
  readonly identity: string | undefined
  readonly issuer: string | undefined
  readonly key: string | undefined
  readonly 'trusted-root': string | undefined
  readonly evidence: readonly string[] | undefined
  readonly policy: string | undefined
  readonly strict: boolean
}

/** Whether a bundle proves that somebody signed a file. Paths as they were given. */
export interface SignedWish {
  /** A path, or `sha256:` and 64 hex digits. */
  readonly file: string
  readonly bundle: string
  readonly trustedRoot: string | null
  readonly signer:
    | { readonly kind: 'identity'; readonly identity: string; readonly issuer: string }
    | { readonly kind: 'key'; readonly path: string }
}

const EXAMPLE = 'trustctl verify FILE --bundle BUNDLE --identity IDENTITY --issuer URL'

/** Null where no bundle is named: then a policy judges. Throws `CliError` `usage` for options that don't go together. */
export function signedWish(options: SignedOptions): SignedWish | null {
  const { bundle, file, identity, issuer, key } = options
  if (bundle === undefined) {
    refuseAny(options, ['identity', 'issuer', 'key', 'trusted-root'], 'goes with `--bundle`')
    return null
  }
  refuseAny(
    options,
    ['evidence', 'policy', 'strict'],
    'does not go with `--bundle`, where no policy is asked',
  )
  const [only, ...others] = file
  if (only === undefined || others.length > 0) throw usage('a bundle is about one file: give one')
  return {
    file: only,
    bundle,
    trustedRoot: options['trusted-root'] ?? null,
    signer: signerOf(identity, issuer, key),
  }
}

function signerOf(
  identity: string | undefined,
  issuer: string | undefined,
  key: string | undefined,
): SignedWish['signer'] {
  if (key !== undefined && identity === undefined && issuer === undefined) return { kind: 'key', path: key }
  if (key === undefined && identity !== undefined && issuer !== undefined)
    return { kind: 'identity', identity, issuer }
  throw usage('who must have signed is not said: give `--identity` and `--issuer`, or `--key` alone')
}

function refuseAny(options: SignedOptions, names: readonly (keyof SignedOptions)[], why: string): void {
  const given = names.find((name) => options[name] !== undefined && options[name] !== false)
  if (given !== undefined) throw usage(`\`--${given}\` ${why}`)
}

function usage(message: string): CliError {
  return new CliError('usage', { message, hint: EXAMPLE })
}
