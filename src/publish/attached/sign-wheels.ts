import { basename, join } from 'node:path'
import { sha256Of, type Sha256 } from '../../encoding/index.ts'
import { parseWheelFilename } from '../../python/index.ts'
import { wheelFiles } from '../canonical/index.ts'
import { certificatesIn, checkMaySign, type Ledger, type LedgerHead, type Signer } from '../keys/index.ts'
import {
  buildEvidence,
  checkNotAhead,
  noRecord,
  readArtifact,
  signCms,
  writeTogether,
  type OpenKey,
  type SignedArtifact,
} from '../sign/index.ts'
import { attachCms, attachJws } from './attach.ts'
import { AttachedError } from './attached-error.ts'
import { carriesSignatureOf } from './record-jws.ts'

/** The files that signatures have inside a wheel (PEP 427). */
export type AttachedFile = 'RECORD.p7s' | 'RECORD.jws'

/** Which wheels are to be signed inside, and by whom. Times in seconds. */
export interface AttachRequest {
  /** Absolute. */
  readonly files: readonly string[]
  /** Those with a certificate write RECORD.p7s, plain ones RECORD.jws. */
  readonly keys: readonly OpenKey[]
  /** The time in a RECORD.p7s; null: the wheel's own, or the first that the certificate can have. */
  readonly at: number | null
  readonly now: number
  readonly actor: string
  /** Sign nothing that no record beside it tells of. */
  readonly requireRecord: boolean
  /** Null: each wheel is put in place of itself. */
  readonly output: string | null
  readonly ledger: Ledger
  readonly progress: (words: string) => void
}

/** One wheel that was signed inside, by the file in it. */
export interface AttachedRelease {
  readonly artifact: string
  readonly form: AttachedFile
  readonly path: string
  /** Of the signed wheel. */
  readonly sha256: Sha256
  /** Fingerprints. */
  readonly keys: readonly string[]
  readonly isDeterministic: boolean
}

export interface AttachResult {
  readonly released: readonly AttachedRelease[]
  readonly head: LedgerHead
  /** Records that told of each wheel as it was before. */
  readonly records: readonly { readonly artifact: string; readonly files: readonly string[] }[]
}

interface RawKey {
  readonly key: OpenKey
  readonly signer: Signer
}

/** Keys by the file that they write. */
interface Hands {
  readonly certificate: RawKey | null
  readonly plain: readonly RawKey[]
}

interface SignedWheel {
  readonly artifact: SignedArtifact
  readonly path: string
  readonly content: Buffer
  /** sha256 of each signature's file. */
  readonly signatures: ReadonlyMap<AttachedFile, Sha256>
}

/**
 * Signs wheels inside, over their RECORD: all of them, or none. Each is written anew, in the canonical form. The ledger has
 * its entries, of the signed wheels, on the disk before the first can be seen. Throws `AttachedError`: `file` for what is no
 * wheel, `signed` where a key has signed it already or its signature would take another's place; `CanonicalError`,
 * `SignError`, `KeysError`.
 */
export async function signWheels(request: AttachRequest): Promise<AttachResult> {
  const { files, keys, at, now, ledger, progress } = request
  for (const { record } of keys) checkMaySign(record, 'release', now)
  if (at !== null) checkNotAhead('--at', at, now)
  for (const file of files) checkIsWheel(file)
  const hands = handsOf(keys)
  const made: SignedWheel[] = []
  const records: AttachResult['records'][number][] = []
  for (const file of files) {
    progress(`signing ${basename(file)}`)
    const artifact = await readArtifact(file)
    const told = request.requireRecord ? (await buildEvidence(artifact)).files : []
    if (request.requireRecord && told.length === 0) throw noRecord(artifact)
    records.push({ artifact: artifact.name, files: told })
    made.push(await signOne(artifact, hands, request))
  }
  checkOnce(made)
  let head: LedgerHead = { seq: 0, sha256: '' }
  await writeTogether(made, async () => {
    for (const { artifact } of made) await checkUnchanged(artifact)
    head = await ledger.append(made.flatMap((wheel) => entriesOf(wheel, hands, request)))
  })
  return { released: made.flatMap((wheel) => releasedOf(wheel, hands)), head, records }
}

async function signOne(
  artifact: SignedArtifact,
  { certificate, plain }: Hands,
  { at, now, output }: AttachRequest,
): Promise<SignedWheel> {
  if (certificate !== null && at === null) checkNotAhead(artifact.name, artifact.epochSeconds, now)
  const before = await insideOf(artifact.bytes)
  checkUnsigned(artifact, before, { certificate, plain })
  let content: Uint8Array = artifact.bytes
  if (plain.length > 0)
    content = await attachJws(
      content,
      plain.map(({ signer }) => signer),
    )
  if (certificate !== null) {
    const certificates = certificatesIn(certificate.key.publicFile)
    const first = Math.ceil((certificates[0]?.valid.startMs ?? 0) / 1000)
    const time = at ?? Math.max(artifact.epochSeconds, first)
    content = await attachCms(content, (record) =>
      signCms(record, certificate.signer, { certificates, at: time }),
    )
  }
  const after = await insideOf(content)
  checkOthersHold(artifact, before, after)
  const written = [
    ...(plain.length > 0 ? (['RECORD.jws'] as const) : []),
    ...(certificate === null ? [] : (['RECORD.p7s'] as const)),
  ]
  const signatures = new Map(written.map((name) => [name, sha256Of(after.get(name) ?? Buffer.alloc(0))]))
  const path = output === null ? artifact.path : join(output, artifact.name)
  return { artifact, path, content: Buffer.from(content), signatures }
}

/** RECORD and its signatures, by their last name. */
async function insideOf(wheel: Uint8Array): Promise<ReadonlyMap<string, Uint8Array>> {
  const found = (await wheelFiles(wheel)).flatMap(({ name, content }) => {
    const last = /^[^/]+\.dist-info\/(RECORD(?:\.p7s|\.jws)?)$/.exec(name)?.[1]
    return last === undefined ? [] : [[last, content] as const]
  })
  return new Map(found)
}

function checkUnsigned(
  { name }: SignedArtifact,
  before: ReadonlyMap<string, Uint8Array>,
  { certificate, plain }: Hands,
): void {
  const jws = before.get('RECORD.jws')
  const again = jws === undefined ? undefined : plain.find(({ signer }) => carriesSignatureOf(jws, signer))
  if (again !== undefined) {
    throw signed(`\`${name}\` is signed inside by key ${again.key.record.fingerprint} already`)
  }
  if (certificate !== null && before.has('RECORD.p7s'))
    throw signed(`\`${name}\` has a RECORD.p7s already, which another would take the place of`)
}

/** Signatures that were there are over the RECORD that was there: in another form, they would be over nothing. */
function checkOthersHold(
  { name }: SignedArtifact,
  before: ReadonlyMap<string, Uint8Array>,
  after: ReadonlyMap<string, Uint8Array>,
): void {
  const record = Buffer.from(before.get('RECORD') ?? [])
  if (before.size < 2 || record.equals(after.get('RECORD') ?? Buffer.alloc(0))) return
  throw signed(
    `\`${name}\` is signed inside over a RECORD that is not in the canonical form: what is there would count no more`,
  )
}

function signed(found: string): AttachedError {
  return new AttachedError('signed', {
    message: `${found}; nothing was written`,
    hint: 'trustctl verify FILE shows the signatures; else trustctl build, and sign that',
  })
}

function handsOf(keys: readonly OpenKey[]): Hands {
  const raw = keys.flatMap((key) =>
    key.signer.kind === 'raw' && key.record.kind !== 'minisign' ? [{ key, signer: key.signer.signer }] : [],
  )
  const other = keys.find((key) => !raw.some((each) => each.key === key))
  if (other !== undefined) {
    const { fingerprint, kind } = other.record
    throw unfit(`key ${fingerprint} is of kind \`${kind}\`, which signs nothing inside a wheel`)
  }
  const plain = raw.filter(({ key }) => key.record.kind === 'plain')
  const [certificate = null, second] = raw.filter(({ key }) => key.record.kind === 'certificate')
  if (second !== undefined) throw unfit('two keys have certificates, and one RECORD.p7s has room for one')
  return { certificate, plain }
}

function unfit(found: string): AttachedError {
  return new AttachedError('key', {
    message: `${found}: expected plain keys (Ed25519, P-256), and at most one with a certificate`,
    hint: 'trustctl keys list',
  })
}

function checkIsWheel(path: string): void {
  const name = basename(path)
  if (parseWheelFilename(name) !== null) return
  throw new AttachedError('file', {
    message: `\`${name}\` is not the name of a wheel: only wheels have a place for signatures inside`,
    hint: 'trustctl sign --attached dist/*.whl',
  })
}

/** Two wheels of one name would be written to one place. */
function checkOnce(made: readonly SignedWheel[]): void {
  const twice = made.find(({ path }, at) => made.findIndex((each) => each.path === path) !== at)
  if (twice === undefined) return
  const message = `two wheels would be written to \`${twice.path}\`; nothing was written`
  throw new AttachedError('file', { message, hint: 'sign them apart' })
}

/** Somebody may have built again while a passphrase was typed. */
async function checkUnchanged({ path, name, sha256 }: SignedArtifact): Promise<void> {
  if ((await readArtifact(path)).sha256 === sha256) return
  const message = `\`${name}\` changed while it was signed; nothing was written`
  throw new AttachedError('file', { message, hint: 'sign again when nothing is built' })
}

function entriesOf(
  { artifact, content, signatures }: SignedWheel,
  hands: Hands,
  { now, actor }: AttachRequest,
): Parameters<Ledger['append']>[0] {
  const subject = { name: artifact.name, sha256: sha256Of(content) }
  return [...signatures].flatMap(([form, signature]) =>
    keysOf(form, hands).map(({ key: { record } }) => ({
      at: now,
      actor,
      key: record.fingerprint,
      holder: record.holder,
      purpose: 'release',
      form,
      subject,
      signature,
    })),
  )
}

function releasedOf(
  { artifact, path, content, signatures }: SignedWheel,
  hands: Hands,
): readonly AttachedRelease[] {
  return [...signatures.keys()].map((form) => {
    const by = keysOf(form, hands)
    return {
      artifact: artifact.name,
      form,
      path,
      sha256: sha256Of(content),
      keys: by.map(({ key }) => key.record.fingerprint),
      isDeterministic: by.every(({ signer }) => signer.isDeterministic),
    }
  })
}

function keysOf(form: AttachedFile, { certificate, plain }: Hands): readonly RawKey[] {
  if (form === 'RECORD.jws') return plain
  return certificate === null ? [] : [certificate]
}
