import * as v from 'valibot'
import { MAX_SUBJECTS } from '../limits.ts'
import { readJson } from '../read-json.ts'
import { SLSA_V02, SLSA_V1 } from '../slsa/index.ts'
import type { SubjectFile } from '../subject-file.ts'
import { expect } from '../unverified.ts'
import { isOtherVersion, isSameDistribution } from './same-distribution.ts'

const PUBLISH = 'https://docs.pypi.org/attestations/publish/v1'

const Subject = v.object({ name: v.string(), digest: v.record(v.string(), v.string()) })

/** In-toto statement v1 (in-toto attestation spec, «statement»); its own rule is to leave unknown fields aside. */
const Statement = v.object({
  _type: v.string(),
  subject: v.pipe(v.array(Subject), v.maxLength(MAX_SUBJECTS)),
  predicateType: v.pipe(v.string(), v.minLength(1), v.maxLength(500)),
  predicate: v.optional(v.unknown()),
})

export type Statement = v.InferOutput<typeof Statement>

const V1 = 'https://in-toto.io/Statement/v1'
/** The older form, of the same shape as far as it is read here; PEP 740 never had it. */
const V01 = 'https://in-toto.io/Statement/v0.1'

/** Reads a PEP 740 statement. Throws `Unverified` TC2110, or TC2121 for another version than 1. */
export function readStatement(payload: Uint8Array, maxBytes?: number): Statement {
  return readOf([V1], payload, maxBytes)
}

/** Reads the statement of a general Sigstore bundle: v1 or v0.1. Throws `Unverified` as `readStatement` does. */
export function readAnyStatement(payload: Uint8Array): Statement {
  return readOf([V1, V01], payload)
}

function readOf(types: readonly string[], payload: Uint8Array, maxBytes?: number): Statement {
  const statement = readJson(Statement, payload, 'TC2110', 'an in-toto statement', maxBytes)
  const type = statement._type
  expect(types.includes(type), 'TC2121', types.join(' or '), type.slice(0, 100))
  return statement
}

/** What the predicate says, as far as policies tell predicates apart. */
export function predicateOf({ predicateType }: Statement): 'publish' | 'slsa-provenance' | 'other' {
  if (predicateType === PUBLISH) return 'publish'
  return predicateType === SLSA_V1 || predicateType === SLSA_V02 ? 'slsa-provenance' : 'other'
}

/**
 * That the statement is about this file and nothing else (PEP 740: one subject, file name and sha256). Throws
 * `Unverified`: TC2110 for another count, TC2112 for another name, TC2124 for another version, TC2111 for other bytes.
 */
export function checkSubject({ subject }: Statement, artifact: SubjectFile): void {
  const [only, ...rest] = subject
  expect(only !== undefined && rest.length === 0, 'TC2110', 'one subject', `${subject.length}`)
  const { name, digest } = only
  const { filename } = artifact
  if (filename !== null) {
    const code = isOtherVersion(name, filename) ? 'TC2124' : 'TC2112'
    expect(isSameDistribution(name, filename), code, filename, name.slice(0, 200))
  }
  checkDigest(digest, artifact)
}

/** That one subject is this file's bytes: general Sigstore bundles name their subjects as they like. */
export function checkSubjects({ subject }: Statement, artifact: SubjectFile): void {
  const found = subject.find(({ digest }) => digest['sha256'] === artifact.sha256) ?? subject[0]
  expect(found !== undefined, 'TC2110', 'a subject', 'none')
  checkDigest(found.digest, artifact)
}

function checkDigest(digest: Readonly<Record<string, string>>, { sha256 }: SubjectFile): void {
  const found = digest['sha256']
  expect(
    found !== undefined,
    'TC2110',
    'a sha256 digest of the subject',
    Object.keys(digest).join(', ').slice(0, 200),
  )
  expect(found === sha256, 'TC2111', `sha256 ${sha256}`, `sha256 ${found.slice(0, 64)}`)
}
