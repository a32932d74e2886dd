import type { Ledger, OwnKey } from '../../publish/keys/index.ts'
import type { TrustedKey } from '../../publish/release/index.ts'
import type { OpenKey } from '../../publish/sign/index.ts'
import type { Cli } from '../cli.ts'
import { keyWorld, ledgerOf, openKeys, ownKeys, signingKeys } from '../signing/index.ts'

/** A publisher's own keys, as a release needs them. */
export interface OwnReleaseKeys {
  readonly keys: readonly OwnKey[]
  readonly ledger: Ledger
  /** Asks for passphrases. */
  readonly open: () => Promise<readonly OpenKey[]>
  readonly trusted: () => Promise<readonly TrustedKey[]>
}

/** The keys of these names; without any, the one that signs releases now. Throws `KeysError`, `CliError`. */
export async function ownReleaseKeys(
  named: readonly string[],
  passphraseDescriptor: string | undefined,
  cli: Cli,
): Promise<OwnReleaseKeys> {
  const folder = ownKeys(cli)
  const keys = await signingKeys(folder, named, cli.now())
  return {
    keys,
    ledger: ledgerOf(cli),
    open: async () => await openKeys(keys, folder, await keyWorld(cli, passphraseDescriptor)),
    trusted: () =>
      Promise.all(keys.map(async ({ record }) => ({ record, publicFile: await folder.publicFile(record) }))),
  }
}
