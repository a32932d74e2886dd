import { createHash, sign } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readAttached, type AttachedSignatures } from '../../../src/artifact/index.ts'
import { writeWheel } from '../../../src/publish/canonical/index.ts'
import type { JwsSigner } from '../../../src/publish/attached/index.ts'
import type { Trust } from '../../../src/trust/index.ts'
import { attachedEvidence, type Fact } from '../../../src/verdict/index.ts'
import { buildZip, type ZipEntry } from '../../artifact/zip-builder.ts'
import { plainKey, type PemPair } from '../../verify/plain/signing.ts'
import { signatureFactsOf } from '../../verify/support.ts'

export const INFO = 'foo-1.0.dist-info'
export const EPOCH = 1_764_244_800

export type Files = Readonly<Record<string, string | Uint8Array>>

const CONTENT: Files = {
  'foo.py': 'x = 1\n',
  [`${INFO}/METADATA`]: 'Metadata-Version: 2.1\nName: foo\nVersion: 1.0\n',
  [`${INFO}/WHEEL`]: 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
}

/** A wheel in its canonical form, unsigned. */
export function plainWheel(more: Files = {}): Buffer {
  const files = { ...CONTENT, ...more, [`${INFO}/RECORD`]: '' }
  const members = Object.entries(files).map(([name, content]) => ({
    name,
    content: Buffer.from(content),
    isExecutable: false,
  }))
  return writeWheel(members, { epochSeconds: EPOCH })
}

export function recordText(files: Files, algorithm = 'sha256'): string {
  const lines = Object.entries(files).map(
    ([name, content]) =>
      `${name},${algorithm}=${createHash(algorithm).update(content).digest('base64url')},${content.length}\n`,
  )
  return `${lines.join('')}${INFO}/RECORD,,\n`
}

/** A wheel whose files, RECORD and signature are whatever an attacker likes. */
export function forgedWheel(parts: {
  readonly files?: Files
  readonly record?: string
  readonly signature?: (record: string) => string | Uint8Array
  readonly name?: string
  readonly more?: readonly ZipEntry[]
}): Buffer {
  const { files = CONTENT, record = recordText(files), name = `${INFO}/RECORD.jws`, more = [] } = parts
  const entries = {
    ...files,
    [`${INFO}/RECORD`]: record,
    ...(parts.signature && { [name]: parts.signature(record) }),
  }
  return buildZip([
    ...Object.entries(entries).map(([path, content]) => ({ name: path, content: Buffer.from(content) })),
    ...more,
  ])
}

export interface JwsWish {
  readonly head?: object
  readonly header?: object
  readonly payload?: unknown
  readonly signature?: Uint8Array
}

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A RECORD.jws in the flattened form, with any lie in it. */
export function jws(
  pair: PemPair,
  record: string,
  { head, header, payload, signature }: JwsWish = {},
): string {
  const alg = pair.kind === 'ed25519' ? 'EdDSA' : 'ES256'
  const text = encoded(head ?? { alg })
  const hash = `sha256=${createHash('sha256').update(record).digest('base64url')}`
  const body = encoded(payload ?? { hash })
  const made = signature ?? rawSignature(pair, Buffer.from(`${text}.${body}`))
  return JSON.stringify({
    payload: body,
    protected: text,
    ...(header && { header }),
    signature: Buffer.from(made).toString('base64url'),
  })
}

export function rawSignature({ kind, secret }: PemPair, input: Uint8Array): Buffer {
  return kind === 'ed25519'
    ? sign(null, input, secret)
    : sign('sha256', input, { key: secret, dsaEncoding: 'ieee-p1363' })
}

export function signerOf(pair: PemPair): JwsSigner {
  const { key } = plainKey(pair)
  return {
    publicKey: key,
    sign: async (data) => sign(pair.kind === 'ed25519' ? null : 'sha256', data, pair.secret),
  }
}

/** What is read of the signatures inside a wheel. */
export async function readOf(wheel: Uint8Array): Promise<AttachedSignatures | null> {
  const folder = await mkdtemp(join(tmpdir(), 'pip-trust-attached-'))
  const path = join(folder, 'foo-1.0-py3-none-any.whl')
  await writeFile(path, wheel)
  try {
    return await readAttached(path)
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** The facts about the signatures inside a wheel. */
export async function factsOfWheel(wheel: Uint8Array, trust: Trust, now?: number): Promise<readonly Fact[]> {
  const found = await readOf(wheel)
  return await signatureFactsOf(wheel, found === null ? [] : attachedEvidence(found), trust, now)
}
