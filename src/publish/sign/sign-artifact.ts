import type { JsonValue } from '../../encoding/index.ts'
import type { KeyRecord } from '../../trust/index.ts'
import { certificatesIn, type AnySigner, type OpenPgpSigner, type Signer } from '../keys/index.ts'
import type { SignedArtifact } from './artifact.ts'
import { signCms } from './cms.ts'
import { publishStatement, signEnvelope, statementBytes } from './envelope.ts'
import { fitsBundle, signKeyBundle } from './key-bundle.ts'
import { signMinisign } from './minisign.ts'
import { signOpenPgp } from './openpgp.ts'
import { SignError } from './sign-error.ts'
import type { Content, Stamped } from './stamps.ts'
import { isStampedForm, type StampedForm, type StampSignature } from './stamped-by.ts'

export const FORMS = ['publish', 'slsa', 'sigstore', 'openpgp', 'cms', 'minisign'] as const
/** What a signature is written as. */
export type Form = (typeof FORMS)[number]

/** What is written behind the name of the file. */
export const SUFFIXES: Readonly<Record<Form, string>> = {
  publish: '.publish.attestation',
  slsa: '.slsa.attestation',
  sigstore: '.sigstore.json',
  openpgp: '.asc',
  cms: '.p7s',
  minisign: '.minisig',
}

/** A key that is ready to sign. */
export interface OpenKey {
  readonly record: KeyRecord
  readonly signer: AnySigner
  readonly publicFile: Uint8Array
}

export interface ArtifactWish {
  readonly artifact: SignedArtifact
  /** SLSA provenance v1 of its build; null where there is none. */
  readonly provenance: JsonValue | null
  /** Seconds; null: the artifact's own time, or the first that the key can have. */
  readonly at: number | null
  /** A file as it is now, by its form: others' signatures in it are kept. */
  readonly before: (form: Form) => Promise<Uint8Array | null>
  /** Has signatures stamped; null: nobody is asked. */
  readonly stamp: StampSignature | null
}

/** Who signed: a key of one's own, or the key of a certificate that names somebody. */
export type SignedBy = Pick<KeyRecord, 'fingerprint' | 'holder'>

/** One file of signatures. */
export interface Signature extends Content {
  readonly form: Form
  readonly keys: readonly SignedBy[]
  /** Whether the same keys would write the same bytes again. */
  readonly isDeterministic: boolean
}

const SLSA = 'https://slsa.dev/provenance/v1'

/** The forms that these keys make of a file when nobody names one. */
export function formsOf(keys: readonly OpenKey[], hasProvenance: boolean): readonly Form[] {
  const plain = rawSigners(keys, 'plain')
  const only = plain.length === 1 ? plain[0] : undefined
  return [
    ...(plain.length > 0 ? (['publish'] as const) : []),
    ...(plain.length > 0 && hasProvenance ? (['slsa'] as const) : []),
    ...(only !== undefined && fitsBundle(only.publicKey) ? (['sigstore'] as const) : []),
    ...(keys.some(({ record }) => record.kind === 'openpgp') ? (['openpgp'] as const) : []),
    ...(keys.some(({ record }) => record.kind === 'certificate') ? (['cms'] as const) : []),
    ...(keys.some(({ record }) => record.kind === 'minisign') ? (['minisign'] as const) : []),
  ]
}

/** Signs a file in one form, by the keys that make it. Throws `SignError`, and what the keys throw. */
export async function signAs(form: Form, keys: readonly OpenKey[], wish: ArtifactWish): Promise<Signature> {
  const used = keys.filter(({ record }) => KINDS[form] === record.kind)
  if (used.length === 0) {
    const message = `none of the keys makes a signature of the form \`${form}\`: that takes one of kind \`${KINDS[form]}\``
    throw new SignError('form', { message, hint: 'trustctl keys list' })
  }
  const made = isStampedForm(form)
    ? await stampedContent(form, used, wish)
    : { content: await contentOf(form, used, wish), stampedAt: null }
  const isSame = used.every(({ signer }) => signer.signer.isDeterministic)
  const keysUsed = used.map(({ record }) => record)
  return { ...made, form, keys: keysUsed, isDeterministic: isSame && made.stampedAt === null }
}

const KINDS: Readonly<Record<Form, KeyRecord['kind']>> = {
  publish: 'plain',
  slsa: 'plain',
  sigstore: 'plain',
  openpgp: 'openpgp',
  cms: 'certificate',
  minisign: 'minisign',
}

/** What may bear time stamps. Of several signatures the earliest stamp is told. */
async function stampedContent(
  form: StampedForm,
  keys: readonly OpenKey[],
  wish: ArtifactWish,
): Promise<Content> {
  const { artifact, stamp } = wish
  if (form === 'sigstore')
    return await signKeyBundle(artifact, onlyOne(form, rawSigners(keys, 'plain')), stamp)
  const times: number[] = []
  const each: StampEach =
    stamp === null
      ? null
      : async (signature) => {
          const stamped = await stamp(form, signature)
          times.push(stamped.at)
          return stamped
        }
  const content =
    form === 'cms'
      ? await cmsContent(keys, wish, each)
      : await signEnvelope(statementFor(form, wish), rawSigners(keys, 'plain'), await wish.before(form), each)
  return { content, stampedAt: times.length === 0 ? null : Math.min(...times) }
}

type StampEach = ((signature: Uint8Array) => Promise<Stamped>) | null

async function cmsContent(
  keys: readonly OpenKey[],
  { artifact, at }: ArtifactWish,
  stamp: StampEach,
): Promise<Uint8Array> {
  const certificates = certificatesIn(onlyOne('cms', keys).publicFile)
  const first = Math.ceil((certificates[0]?.valid.startMs ?? 0) / 1000)
  return await signCms(artifact.bytes, onlyOne('cms', rawSigners(keys, 'certificate')), {
    certificates,
    at: at ?? Math.max(artifact.epochSeconds, first),
    stamp: async (signature) => (await stamp?.(signature))?.stamps.map(({ token }) => token) ?? [],
  })
}

function statementFor(form: 'publish' | 'slsa', { artifact, provenance }: ArtifactWish): Uint8Array {
  if (form === 'publish') return publishStatement(artifact)
  if (provenance === null) throw noProvenance(artifact)
  return statementBytes(artifact, SLSA, provenance)
}

async function contentOf(
  form: Exclude<Form, StampedForm>,
  keys: readonly OpenKey[],
  { artifact, at, before }: ArtifactWish,
): Promise<Uint8Array | string> {
  if (form === 'openpgp') {
    return await signOpenPgp(artifact.bytes, pgpSigners(keys), {
      at,
      epoch: artifact.epochSeconds,
      before: await before(form),
    })
  }
  const { record } = onlyOne(form, keys)
  const signer = onlyOne(form, rawSigners(keys, 'minisign'))
  const time = at ?? artifact.epochSeconds
  return await signMinisign(artifact, signer, { minisignId: record.minisignId ?? '', at: time })
}

function rawSigners(keys: readonly OpenKey[], kind: KeyRecord['kind']): readonly Signer[] {
  return keys.flatMap(({ record, signer }) =>
    record.kind === kind && signer.kind === 'raw' ? [signer.signer] : [],
  )
}

function pgpSigners(keys: readonly OpenKey[]): readonly OpenPgpSigner[] {
  return keys.flatMap(({ signer }) => (signer.kind === 'openpgp' ? [signer.signer] : []))
}

function onlyOne<Each>(form: Form, all: readonly Each[]): Each {
  const [only, ...others] = all
  if (only !== undefined && others.length === 0) return only
  throw new SignError('form', {
    message: `a signature of the form \`${form}\` is by one key, and ${all.length} were named`,
    hint: 'sign once for each key, into folders of their own, by --output',
  })
}

function noProvenance({ name }: SignedArtifact): SignError {
  return new SignError('record', {
    message: `there is no SLSA provenance about \`${name}\` beside it`,
    hint: 'trustctl build, which writes it',
  })
}
