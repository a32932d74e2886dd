import { createHash } from 'node:crypto'
import { EncodingError } from '../../../src/encoding/index.ts'
import { keyringOf, parseKeys, trustOf, type Trust } from '../../../src/trust/index.ts'
import type { EvidenceKind } from '../../../src/verdict/index.ts'
import { bundleKind, verifyEvidence, verifySigned } from '../../../src/verify/index.ts'
import { digestWanted, loadOpenPgp, readSignatures } from '../../../src/verify/openpgp/index.ts'
import { readAnyStatement, readAttestation, readProvenance } from '../../../src/verify/pep740/index.ts'
import { KeyTrials, looksLikeEnvelope, openEnvelope } from '../../../src/verify/plain/index.ts'
import { claimedTime, readMinisign } from '../../../src/verify/plain/minisign.ts'
import { readJson } from '../../../src/verify/read-json.ts'
import { checkRebuild } from '../../../src/verify/rebuild/rebuild-statement.ts'
import { readBundle } from '../../../src/verify/sigstore/index.ts'
import { readScts } from '../../../src/verify/sigstore/certificate/read-scts.ts'
import { BODY_SHAPES } from '../../../src/verify/sigstore/log/body-shapes.ts'
import { readCheckpoint } from '../../../src/verify/sigstore/log/checkpoint.ts'
import { readToken } from '../../../src/verify/sigstore/timestamp/read-token.ts'
import { readProvenance as readSlsa } from '../../../src/verify/slsa/index.ts'
import { Unverified } from '../../../src/verify/unverified.ts'
import { readCms, readSigner } from '../../../src/verify/x509/index.ts'
import { artifactOf, evidenceOf, NOW } from '../../../test/verify/support.ts'
import { createSigner } from '../../../test/world/openpgp/index.ts'
import { keyringOfCase } from '../../../test/verify/x509/cms-cases.ts'
import { CONTENT, root, rootList } from '../../../test/verify/x509/cases/case.ts'
import { attempt, holds, textOf, type Target } from '../target.ts'
import {
  attestationExamples,
  bundleExamples,
  checkpointExamples,
  cmsExamples,
  innerExamples,
  minisignExamples,
  openPgpSignatureExamples,
  publicRoot,
  tokenExamples,
} from './examples.ts'

const errors = [EncodingError, Unverified]
const CONTENT_SHA256 = createHash('sha256').update(CONTENT).digest('hex')
const artifact = artifactOf('sampleproject-4.0.0-py3-none-any.whl', CONTENT_SHA256)
const trials = new KeyTrials([])
const FACTS_NEVER_THROW: Target['errors'] = []

const publicTrust: Trust = trustOf([publicRoot()], [])

/** The whole verification of one piece of evidence: bad evidence is a fact, and never thrown. */
const whole = async (kind: EvidenceKind, input: Uint8Array, trust: Trust): Promise<void> => {
  const question = { artifact, evidence: [evidenceOf(kind, input)], offer: 'none' } as const
  const first = await verifyEvidence({ ...question, suffixed: [] }, trust, NOW)
  if (first.kind === 'facts') return
  const suffixed = first.wanted.map(({ algorithm, suffix }) => ({
    algorithm,
    suffix,
    digest: createHash(algorithm).update(CONTENT).update(Buffer.from(suffix, 'hex')).digest('hex'),
  }))
  const second = await verifyEvidence({ ...question, suffixed }, trust, NOW)
  holds(second.kind === 'facts', 'digests are asked for once')
}

let openPgpTrust: Promise<Trust> | null = null
const danasTrust = async (): Promise<Trust> => {
  const dana = await createSigner('Dana <dana@acme.example>', { createdAt: new Date(Date.UTC(2025, 0, 1)) })
  return trustOf([], [keyringOf('acme', { keys: await parseKeys(Buffer.from(dana.publicKey)) })])
}

export const verifyTargets: readonly Target[] = [
  {
    name: 'sigstore-bundle',
    errors,
    seeds: bundleExamples,
    run(input) {
      bundleKind(input)
      return readBundle(input)
    },
  },
  {
    name: 'pep740',
    errors,
    seeds: attestationExamples,
    run(input) {
      attempt(errors, () => readAttestation(input))
      return readProvenance(input)
    },
  },
  {
    name: 'statement',
    errors,
    seeds: () => innerExamples('statement', 'payload'),
    run(input) {
      const statement = readAnyStatement(input)
      readSlsa(statement.predicateType, statement.predicate)
      checkRebuild(statement, artifact)
    },
  },
  {
    name: 'dsse-envelope',
    errors,
    seeds: () => [
      JSON.stringify({
        payloadType: 'application/vnd.in-toto+json',
        payload: 'e30=',
        signatures: [
          {
            sig: 'AAAA',
            keyid: 'x',
            extension: {
              kind: 'application/vnd.dev.sigstore.verificationmaterial;version=0.3',
              ext: {
                publicKey: { hint: 'x' },
                timestampVerificationData: { rfc3161Timestamps: [{ signedTimestamp: 'AAAA' }] },
              },
            },
          },
        ],
      }),
    ],
    run(input) {
      looksLikeEnvelope(input)
      return openEnvelope(input, { trials, roots: publicTrust.sigstore, now: NOW })
    },
  },
  {
    name: 'rekor-entry',
    errors,
    seeds: () => innerExamples('canonicalizedBody', 'canonicalized_body'),
    run(input) {
      for (const shape of BODY_SHAPES.values())
        attempt<unknown>(errors, () => readJson(shape, input, 'TC2119', 'a log entry'))
    },
  },
  {
    name: 'checkpoint',
    errors,
    tokens: ['\n\n', '\n\n— ', ' - ', '— rekor.sigstore.dev '],
    seeds: checkpointExamples,
    run: (input) => readCheckpoint(textOf(input)),
  },
  { name: 'timestamp', errors, seeds: tokenExamples, run: readToken },
  {
    name: 'scts',
    errors,
    seeds: () => [
      Buffer.concat([
        Buffer.from([4, 0x7a, 0, 0x78, 0, 0x76, 0]),
        Buffer.alloc(40),
        Buffer.from([0, 0, 4, 3, 0, 0x47]),
        Buffer.alloc(71),
      ]),
    ],
    run: readScts,
  },
  {
    name: 'cms',
    errors,
    seeds: cmsExamples,
    run(input) {
      for (const signer of readCms(input).signers) attempt(errors, () => readSigner(signer))
    },
  },
  {
    name: 'minisign',
    errors,
    seeds: minisignExamples,
    run: (input) => claimedTime(readMinisign(input)),
  },
  {
    name: 'openpgp-signature',
    errors,
    seeds: openPgpSignatureExamples,
    async run(input) {
      const openpgp = await loadOpenPgp()
      for (const each of readSignatures(openpgp, input, 32))
        if (!(each instanceof Unverified)) attempt(errors, () => digestWanted(openpgp, each))
    },
  },
  {
    name: 'evidence-sigstore',
    errors: FACTS_NEVER_THROW,
    seeds: () => [...bundleExamples(), ...attestationExamples()],
    async run(input) {
      const kind = bundleKind(input)
      await whole(kind ?? 'pep740-attestation', input, publicTrust)
      const wanted = { kind: 'identity', identity: 'x', issuer: 'y' } as const
      const file = { filename: null, sha256: artifact.sha256 }
      const origin = { via: 'argument', where: 'fuzz' } as const
      verifySigned({ file, bundle: input, origin, signer: wanted, standings: [] }, publicTrust.sigstore, NOW)
    },
  },
  {
    name: 'evidence-openpgp',
    errors: FACTS_NEVER_THROW,
    seeds: openPgpSignatureExamples,
    async run(input) {
      openPgpTrust ??= danasTrust()
      await whole('openpgp-signature', input, await openPgpTrust)
    },
  },
  {
    name: 'evidence-cms',
    errors: FACTS_NEVER_THROW,
    seeds: cmsExamples,
    run: (input) =>
      whole('cms-signature', input, trustOf([], [keyringOfCase({ roots: [root], lists: [rootList] })])),
  },
]
