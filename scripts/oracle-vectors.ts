import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import * as v from 'valibot'
import { parseSigningKey, parseTrustedRoot, trustOf, type SigstoreRoot } from '../src/trust/index.ts'
import { readBundle, verifyBundle } from '../src/verify/sigstore/index.ts'
import { Unverified } from '../src/verify/unverified.ts'
import { SIGSTORE_CASES, type SigstoreCase } from '../test/conformance/sigstore-cases.ts'
import { vectorsFolder } from '../test/conformance/vectors.ts'
import { publicRoot } from '../test/verify/mutations/javascript-oracle.ts'
import { artifactOf, codesOf, evidenceOf, factsOf, NOW, sha256 } from '../test/verify/support.ts'
import type { PeerQuestion } from './oracle-peers.ts'

/** A question to the oracles, with our own answer. */
export interface OracleCase extends PeerQuestion {
  /** The bundle's name. */
  readonly name: string
  /** How it came to be: `vector`, or the mutator's name. */
  readonly from: string
  /** Where it differs from the bundle that it was made from. */
  readonly where: string
  /** Every base64 in it stands for the same bytes as before, to a reader that takes any. */
  readonly isSameBytes: boolean
  /** `ok`, or the code of our refusal. */
  readonly ours: string
}

/** Trusted roots as files, as every oracle reads them. */
export interface RootFiles {
  readonly public: string
  readonly tsa: string
  readonly staging: string
  readonly remove: () => void
}

const ALWAYS = { startMs: 0, endMs: 8_640_000_000_000_000 }
const VECTORS = vectorsFolder('sigstore') ?? 'missing'
const PEP740 = vectorsFolder('pep740') ?? 'missing'

const Lists = v.looseObject({ certificateAuthorities: v.array(v.unknown()), ctlogs: v.array(v.unknown()) })

const json = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))

/** The staging root with the time stamp authority of sigstore-python's own test, and public authorities: one of its bundles mixes them. */
function stampedRoot(open: unknown): object {
  const assets = join(VECTORS, 'py-assets', 'tsa')
  const { trustedRoot } = v.parse(v.object({ trustedRoot: Lists }), json(join(assets, 'trust_config.json')))
  const { certificateAuthorities, ctlogs } = v.parse(Lists, open)
  return {
    ...trustedRoot,
    certificateAuthorities: [...trustedRoot.certificateAuthorities, ...certificateAuthorities],
    ctlogs: [...trustedRoot.ctlogs, ...ctlogs],
    timestampAuthorities: [json(join(assets, 'ca.json'))],
  }
}

export function createRootFiles(): RootFiles {
  const folder = mkdtempSync(join(tmpdir(), 'pt-oracles-'))
  const path = (name: string) => join(folder, name)
  writeFileSync(path('public.json'), publicRoot())
  writeFileSync(path('tsa.json'), JSON.stringify(stampedRoot(JSON.parse(publicRoot()))))
  return {
    public: path('public.json'),
    tsa: path('tsa.json'),
    staging: join(VECTORS, 'trust', 'staging', 'trusted_root.json'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

const rootOf = (path: string): SigstoreRoot => {
  const read = parseTrustedRoot('asked', readFileSync(path))
  const key = join(dirname(path), 'key.pub')
  return existsSync(key) ? { ...read, keys: [parseSigningKey(readFileSync(key), ALWAYS)] } : read
}

const Shape = v.looseObject({
  dsseEnvelope: v.optional(v.looseObject({ payload: v.string() })),
  messageSignature: v.optional(v.looseObject({ messageDigest: v.looseObject({ digest: v.string() }) })),
  verificationMaterial: v.looseObject({
    tlogEntries: v.optional(v.array(v.looseObject({ inclusionPromise: v.optional(v.unknown()) })), []),
    timestampVerificationData: v.nullish(
      v.looseObject({ rfc3161Timestamps: v.optional(v.array(v.unknown())) }),
    ),
  }),
})
const Statement = v.looseObject({
  subject: v.pipe(v.array(v.looseObject({ digest: v.record(v.string(), v.string()) })), v.minLength(1)),
})

/** What is signed, and who says when: as cosign asks its users to know. */
export function formOf(
  text: string,
): Pick<PeerQuestion, 'signs' | 'time'> & { readonly subject: string | null } {
  const shape = v.safeParse(Shape, JSON.parse(text))
  if (!shape.success) return { signs: 'statement', time: 'promise', subject: null }
  const { dsseEnvelope, messageSignature, verificationMaterial } = shape.output
  const stamps = verificationMaterial.timestampVerificationData?.rfc3161Timestamps ?? []
  const isPromised = verificationMaterial.tlogEntries.some(({ inclusionPromise }) => inclusionPromise != null)
  const time = stamps.length > 0 && !isPromised ? 'stamp' : 'promise'
  if (dsseEnvelope === undefined) {
    const digest = Buffer.from(messageSignature?.messageDigest.digest ?? '', 'base64').toString('hex')
    return { signs: 'message', time, subject: `sha256:${digest}` }
  }
  const { subject } = v.parse(Statement, JSON.parse(Buffer.from(dsseEnvelope.payload, 'base64').toString()))
  const [[algorithm, digest] = []] = Object.entries(subject[0]?.digest ?? {})
  return { signs: 'statement', time, subject: `${algorithm}:${digest}` }
}

/** Ours of a bundle alone, where no file is at hand. */
function signatureVerdict(bytes: Buffer, root: SigstoreRoot): string {
  try {
    verifyBundle(readBundle(bytes), [root], NOW)
    return 'ok'
  } catch (error) {
    if (error instanceof Unverified) return error.code
    throw error
  }
}

async function verdictOf(question: PeerQuestion, filename: string, root: SigstoreRoot): Promise<string> {
  const { kind, bytes, artifact } = question
  if (artifact.startsWith('sha')) return signatureVerdict(bytes, root)
  const facts = await factsOf(
    { artifact: artifactOf(filename, sha256(readFileSync(artifact))), evidence: [evidenceOf(kind, bytes)] },
    trustOf([root], []),
  )
  return codesOf(facts, 'attestation').find((code) => code !== 'ok') ?? 'ok'
}

async function sigstoreVector(row: SigstoreCase, roots: RootFiles): Promise<OracleCase> {
  const path = join(VECTORS, row.bundle)
  const bytes = readFileSync(path)
  const { subject, ...form } = formOf(bytes.toString())
  const root = row.root === 'own' ? join(dirname(path), 'trusted_root.json') : roots[row.root]
  const artifact = row.artifact === null ? (subject ?? '') : join(VECTORS, row.artifact)
  const question = { kind: 'sigstore-bundle', bytes, artifact, root, ...form } as const
  const ours = await verdictOf(question, 'a-1.0.tar.gz', rootOf(root))
  const name = row.bundle.replace(/\/bundle\.sigstore\.json$/, '')
  return { ...question, name, from: 'vector', where: 'unchanged', isSameBytes: false, ours }
}

const Entries = v.array(v.unknown())
const Attestation = v.object({
  verification_material: v.object({ certificate: v.string(), transparency_entries: Entries }),
  envelope: v.object({ statement: v.string(), signature: v.string() }),
})
const Provenance = v.object({
  attestation_bundles: v.array(v.object({ attestations: v.array(Attestation) })),
})

/** The first PEP 740 attestation in a text, as a Sigstore bundle: the same signature, certificate and log entry. */
export function asBundle(text: string): string {
  const read = v.parse(v.union([Attestation, Provenance]), JSON.parse(text))
  const [first] =
    'envelope' in read ? [read] : read.attestation_bundles.flatMap(({ attestations }) => attestations)
  if (first === undefined) throw new Error('there is no attestation')
  const { verification_material: material, envelope } = first
  return JSON.stringify({
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: {
      certificate: { rawBytes: material.certificate },
      tlogEntries: material.transparency_entries,
    },
    dsseEnvelope: {
      payload: envelope.statement,
      payloadType: 'application/vnd.in-toto+json',
      signatures: [{ sig: envelope.signature }],
    },
  })
}

/** As it is, and as a bundle. */
async function attestationVectors(evidence: string, roots: RootFiles): Promise<readonly OracleCase[]> {
  const filename = evidence.replace(/(\.tar\.gz|\.whl)\..*$/, '$1')
  const original = readFileSync(join(PEP740, evidence))
  const bundle = asBundle(original.toString())
  const kind = evidence.endsWith('.provenance') ? 'pep740-provenance' : 'pep740-attestation'
  const common = { artifact: join(PEP740, filename), root: roots.public }
  const { signs, time } = formOf(bundle)
  const asked: readonly PeerQuestion[] = [
    { ...common, kind, bytes: original, signs, time },
    { ...common, kind: 'sigstore-bundle', bytes: Buffer.from(bundle), signs, time },
  ]
  return Promise.all(
    asked.map(async (question) => ({
      ...question,
      name: question.kind === 'sigstore-bundle' ? `${evidence} as a bundle` : evidence,
      from: 'vector',
      where: 'unchanged',
      isSameBytes: false,
      ours: await verdictOf(question, basename(filename), rootOf(roots.public)),
    })),
  )
}

/** Every Sigstore and PEP 740 vector that is handed out. */
export async function vectorCases(roots: RootFiles): Promise<readonly OracleCase[]> {
  const evidence = readdirSync(PEP740).filter((name) => /(?:\.tar\.gz|\.whl)\./.test(name))
  const sigstore = await Promise.all(SIGSTORE_CASES.map((row) => sigstoreVector(row, roots)))
  const attested = await Promise.all(evidence.toSorted().map((name) => attestationVectors(name, roots)))
  return [...sigstore, ...attested.flat()]
}
