import type { KeysSigner } from '../../publish/release/index.ts'
import type { Cli } from '../cli.ts'
import { keyWorld, openKeys, ownKeys, signingKeys } from '../signing/index.ts'

/** The keys of these names; without any, the one that signs releases now. Throws `KeysError`, `CliError`. */
export async function ownReleaseKeys(
  named: readonly string[],
  passphraseDescriptor: string | undefined,
  cli: Cli,
): Promise<KeysSigner> {
  const folder = ownKeys(cli)
  const keys = await signingKeys(folder, named, cli.now())
  return {
    kind: 'keys',
    keys: keys.map(({ record }) => record),
    open: async () => await openKeys(keys, folder, await keyWorld(cli, passphraseDescriptor)),
    trusted: () =>
      Promise.all(keys.map(async ({ record }) => ({ record, publicFile: await folder.publicFile(record) }))),
  }
}
