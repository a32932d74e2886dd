import * as v from 'valibot'
import { decodeHex, encodeBase64, encodeHex, type JsonValue } from '../../../encoding/index.ts'
import { IN_TOTO } from '../envelope.ts'
import type { Entered } from './entered.ts'
import { failed, postJson, type Fetch } from './service.ts'

const Hex = v.pipe(v.string(), v.regex(/^(?:[0-9a-f]{2})*$/))
/** Rekor, `/api/v1/log/entries`: by its id. */
const Logged = v.record(
  v.string(),
  v.looseObject({
    body: v.string(),
    integratedTime: v.number(),
    logID: Hex,
    logIndex: v.number(),
    verification: v.looseObject({
      signedEntryTimestamp: v.string(),
      inclusionProof: v.looseObject({
        checkpoint: v.string(),
        hashes: v.array(Hex),
        logIndex: v.number(),
        rootHash: Hex,
        treeSize: v.number(),
      }),
    }),
  }),
)

/** Enters a `dsse` or `hashedrekord` 0.0.1 in Rekor v1. Throws `SignError` `service`. */
export async function enterRekor(fetch: Fetch, log: string, entered: Entered): Promise<JsonValue> {
  const url = `${log}/api/v1/log/entries`
  const { kind, spec } = proposed(entered)
  const read = v.safeParse(Logged, await postJson(fetch, url, { apiVersion: '0.0.1', kind, spec }))
  const [entry] = read.success ? Object.values(read.output) : []
  if (entry === undefined) throw failed(url, 'it gave no entry')
  const { inclusionProof: proof, signedEntryTimestamp } = entry.verification
  return {
    logIndex: String(entry.logIndex),
    logId: { keyId: base64OfHex(entry.logID) },
    kindVersion: { kind, version: '0.0.1' },
    integratedTime: String(entry.integratedTime),
    inclusionPromise: { signedEntryTimestamp },
    inclusionProof: {
      logIndex: String(proof.logIndex),
      rootHash: base64OfHex(proof.rootHash),
      treeSize: String(proof.treeSize),
      hashes: proof.hashes.map(base64OfHex),
      checkpoint: { envelope: proof.checkpoint },
    },
    canonicalizedBody: entry.body,
  }
}

function proposed({ statement, signature, certificate, digest }: Entered): {
  readonly kind: string
  readonly spec: JsonValue
} {
  const content = encodeBase64(signature)
  const verifier = pemInBase64(certificate)
  if (statement === null) {
    const data = { hash: { algorithm: 'sha256', value: encodeHex(digest) } }
    return { kind: 'hashedrekord', spec: { data, signature: { content, publicKey: { content: verifier } } } }
  }
  const signatures = [{ keyid: '', sig: content }]
  const envelope = JSON.stringify({ payloadType: IN_TOTO, payload: encodeBase64(statement), signatures })
  return { kind: 'dsse', spec: { proposedContent: { envelope, verifiers: [verifier] } } }
}

function base64OfHex(hex: string): string {
  return encodeBase64(decodeHex(hex))
}

function pemInBase64(der: Uint8Array): string {
  const lines = encodeBase64(der).match(/.{1,64}/g) ?? []
  const pem = `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
  return encodeBase64(Buffer.from(pem))
}
