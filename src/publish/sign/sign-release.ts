import { basename, dirname, join } from 'node:path'
import { sha256Of, type JsonValue, type Sha256 } from '../../encoding/index.ts'
import type { Ledger, LedgerHead, SignatureMade } from '../keys/index.ts'
import { readArtifact, type SignedArtifact } from './artifact.ts'
import { buildEvidence } from './build-evidence.ts'
import { checkOwn, signaturesToKeep } from './others-work.ts'
import { SUFFIXES, type Form, type Signature } from './sign-artifact.ts'
import { SignError } from './sign-error.ts'
import { writeTogether } from './write-together.ts'

/** Makes all signatures of one file, whoever signs; others' that are there may be kept. Rejects where one can't be made. */
export type Make = (
  artifact: SignedArtifact,
  provenance: JsonValue | null,
  before: (form: Form) => Promise<Uint8Array | null>,
) => Promise<readonly Signature[]>

/** What is to be signed, and how. Times in seconds. */
export interface SignRequest {
  /** Absolute. */
  readonly files: readonly string[]
  readonly make: Make
  readonly now: number
  readonly actor: string
  /** Sign nothing that no record beside it tells of. */
  readonly requireRecord: boolean
  /** Null: beside each file. */
  readonly output: string | null
  readonly ledger: Ledger
  readonly progress: (words: string) => void
}

/** One file of signatures that was written. */
export interface Released {
  readonly artifact: string
  readonly form: Form
  readonly path: string
  readonly sha256: Sha256
  /** Fingerprints. */
  readonly keys: readonly string[]
  readonly isDeterministic: boolean
  /** The earliest time stamp's time, in seconds; null without one of an authority that was named. */
  readonly stampedAt: number | null
}

export interface SignResult {
  readonly released: readonly Released[]
  readonly head: LedgerHead
  /** Records that told of each file. */
  readonly records: readonly { readonly artifact: string; readonly files: readonly string[] }[]
}

interface Made extends Signature {
  readonly artifact: SignedArtifact
  readonly path: string
}

/**
 * Signs files: all of them in all forms, or none. The ledger has its entries on the disk before the first signature can be seen.
 * Throws `SignError`, `KeysError`.
 */
export async function signRelease(request: SignRequest): Promise<SignResult> {
  const { files, ledger, progress } = request
  const made: Made[] = []
  const records: SignResult['records'][number][] = []
  for (const file of files) {
    progress(`signing ${basename(file)}`)
    const artifact = await readArtifact(file)
    const evidence = await buildEvidence(artifact)
    if (request.requireRecord && evidence.files.length === 0) throw noRecord(artifact)
    records.push({ artifact: artifact.name, files: evidence.files })
    made.push(...(await signOne(artifact, evidence.provenance, request)))
  }
  checkOnce(made)
  let head: LedgerHead = { seq: 0, sha256: '' }
  await writeTogether(made, async () => {
    await Promise.all(files.map((file) => checkUnchanged(file, made)))
    head = await ledger.append(made.flatMap((each) => entriesOf(each, request)))
  })
  return { released: made.map(released), head, records }
}

async function signOne(
  artifact: SignedArtifact,
  provenance: JsonValue | null,
  { make, output, ledger }: SignRequest,
): Promise<readonly Made[]> {
  const pathOf = (form: Form): string =>
    join(output ?? dirname(artifact.path), `${artifact.name}${SUFFIXES[form]}`)
  const joined = new Set<Form>()
  const signatures = await make(artifact, provenance, (form) => {
    joined.add(form)
    return signaturesToKeep(pathOf(form), form)
  })
  const made = signatures.map((signature) => ({ ...signature, artifact, path: pathOf(signature.form) }))
  const alone = made.filter(({ form }) => !joined.has(form))
  if (alone.length > 0) await checkOwn(alone, ledger)
  return made
}

/** Two files of one name would write to one place. */
function checkOnce(made: readonly Made[]): void {
  const twice = made.find(({ path }, at) => made.findIndex((each) => each.path === path) !== at)
  if (twice === undefined) return
  const message = `two files would have their signatures in \`${twice.path}\``
  throw new SignError('artifact', { message, hint: 'sign them apart' })
}

/** Somebody may have built again while a passphrase was typed. */
async function checkUnchanged(file: string, made: readonly Made[]): Promise<void> {
  const { sha256 } = await readArtifact(file)
  const other = made.find(({ artifact }) => artifact.path === file && artifact.sha256 !== sha256)
  if (other === undefined) return
  const message = `\`${other.artifact.name}\` changed while it was signed; nothing was written`
  throw new SignError('artifact', { message, hint: 'sign again when nothing is built' })
}

function entriesOf(
  { artifact, form, content, keys }: Made,
  { now, actor }: SignRequest,
): readonly SignatureMade[] {
  const { name, sha256 } = artifact
  const signature = sha256Of(Buffer.from(content))
  return keys.map(({ fingerprint: key, holder }) => ({
    at: now,
    actor,
    key,
    holder,
    purpose: 'release',
    form,
    subject: { name, sha256 },
    signature,
  }))
}

function released({ artifact, form, path, content, keys, isDeterministic, stampedAt }: Made): Released {
  const sha256 = sha256Of(Buffer.from(content))
  const fingerprints = keys.map(({ fingerprint }) => fingerprint)
  return { artifact: artifact.name, form, path, sha256, keys: fingerprints, isDeterministic, stampedAt }
}

/** What is said of a file that nothing tells of, where something has to. */
export function noRecord({ name }: SignedArtifact): SignError {
  return new SignError('record', {
    message: `no record says that \`${name}\` was built or reproduced here; nothing was signed`,
    hint: 'trustctl build, or trustctl reproduce; they write the record beside it',
  })
}
