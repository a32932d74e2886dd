import { sha256Of } from '../../encoding/index.ts'
import { signStatement, type PlainKey, type SignedStatement } from '../sign/index.ts'
import { billStatement, type BillSubject } from './bill-statement.ts'
import type { WrittenBill } from './formats/write-bill.ts'

export interface BillSigning {
  /** The bill's own file name. */
  readonly filename: string
  readonly subjects: readonly BillSubject[]
  readonly keys: readonly PlainKey[]
  /** Seconds. */
  readonly now: number
  readonly actor: string
}

/** What is written behind the name of a bill. */
export const SIGNED_BILL_SUFFIX = '.intoto.json'

/** Signs a bill by keys with the purpose `sbom`. The ledger is to have its entries first. Throws `KeysError`, `SignError`. */
export async function signBill(
  bill: WrittenBill,
  { filename, subjects, keys, now, actor }: BillSigning,
): Promise<SignedStatement> {
  const statement = billStatement(bill, subjects, filename)
  const subject = { name: filename, sha256: sha256Of(Buffer.from(bill.text)) }
  return await signStatement(statement, keys, { purpose: 'sbom', subject, now, actor })
}
