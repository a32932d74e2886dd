import { join } from 'node:path'
import type { OptionValues } from './option-values.ts'

/** Where pip finds logins for indexes that their addresses don't have. */
export interface LoginPlaces {
  /** netrc files; the first that is there counts. */
  readonly netrcFiles: readonly string[]
  /** The provider of keyring logins that pip is set to; null where it asks none. */
  readonly keyring: KeyringProvider | null
}

export type KeyringProvider = 'auto' | 'import' | 'subprocess'

/**
 * As pip looks (`MultiDomainBasicAuth`): `NETRC`, else `~/.netrc` and `~/_netrc`; keyring by `--keyring-provider`, which
 * without a person to ask (`--no-input`) counts only where it is named.
 */
export function loginPlaces(options: OptionValues, env: Readonly<Record<string, string>>): LoginPlaces {
  const home = env['HOME']
  const usual = home === undefined ? [] : [join(home, '.netrc'), join(home, '_netrc')]
  const named = env['NETRC']
  return {
    netrcFiles: named === undefined || named === '' ? usual : [named],
    keyring: keyringOf(options.last('keyring-provider') ?? 'auto', options.isOn('no-input')),
  }
}

function keyringOf(provider: string, hasNobodyToAsk: boolean): KeyringProvider | null {
  if (provider === 'import' || provider === 'subprocess') return provider
  return provider === 'auto' && !hasNobodyToAsk ? 'auto' : null
}
