import { basename } from 'node:path'
import { checkMaySign, type LedgerHead } from '../../publish/keys/index.ts'
import { SIGNED_BILL_SUFFIX, signBill, type BillSubject, type WrittenBill } from '../../publish/sbom/index.ts'
import { plainKeysFor, SignError, writeTogether, type PlainKey } from '../../publish/sign/index.ts'
import type { Cli } from '../cli.ts'
import { keyWorld, ledgerOf, openKeys, ownKeys, signingKeys } from '../signing/index.ts'

/** A bill's signatures, as they were written. */
export interface SignedBill {
  readonly file: string
  readonly keys: readonly string[]
  readonly ledger: LedgerHead
}

/**
 * Makes the keys ready that sign bills: those that are named, else the one that there is; a person may be asked for passphrases.
 * Throws `KeysError`, `SignError` `form`, `CliError` `usage`.
 */
export async function billKeys(
  named: readonly string[],
  passphraseDescriptor: string | undefined,
  cli: Cli,
): Promise<readonly PlainKey[]> {
  const folder = ownKeys(cli)
  const keys = await signingKeys(folder, named, cli.now(), 'sbom')
  for (const { record } of keys) {
    checkMaySign(record, 'sbom', cli.now())
    if (record.kind !== 'plain')
      throw new SignError('form', {
        message: `key ${record.fingerprint} is of kind \`${record.kind}\`: bills are signed by plain keys`,
        hint: 'trustctl keys new --kind plain --purpose sbom',
      })
  }
  return plainKeysFor('sbom', await openKeys(keys, folder, await keyWorld(cli, passphraseDescriptor)))
}

/** Writes a bill and its statement beside it: both, or none; the ledger has its entries before. Throws `SignError`, `KeysError`. */
export async function writeSignedBill(
  bill: WrittenBill,
  {
    path,
    subjects,
    keys,
  }: { readonly path: string; readonly subjects: readonly BillSubject[]; readonly keys: readonly PlainKey[] },
  cli: Cli,
): Promise<SignedBill> {
  const about = { filename: basename(path), subjects, keys, now: cli.now(), actor: cli.actor }
  const { content, made } = await signBill(bill, about)
  const file = `${path}${SIGNED_BILL_SUFFIX}`
  let ledger: LedgerHead = { seq: 0, sha256: '' }
  const outputs = [
    { path, content: bill.text },
    { path: file, content },
  ]
  await writeTogether(outputs, async () => {
    ledger = await ledgerOf(cli).append(made)
  })
  return { file, keys: keys.map(({ record }) => record.fingerprint), ledger }
}
