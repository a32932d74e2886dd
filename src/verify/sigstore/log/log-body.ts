import { hash } from 'node:crypto'
import { readJson } from '../../read-json.ts'
import { expect } from '../../unverified.ts'
import { signedDigest } from '../check-signature.ts'
import type { SignedContent, TransparencyEntry } from '../signed-bundle.ts'
import { BODY_SHAPES, type Logged } from './body-shapes.ts'

/**
 * That the entry is about this very signature, signer and content; `verifier` is the certificate or public key, DER.
 * The envelope hash of `dsse` 0.0.1 and `intoto` isn't looked at: it is over a text that its client chose to write the
 * envelope in, and that no bundle carries; payload, signature and signer are compared one by one instead (docs/decisions
 * 0008). Throws `Unverified` TC2119.
 */
export function checkLogBody(entry: TransparencyEntry, content: SignedContent, verifier: Uint8Array): void {
  const name = `${entry.kind} ${entry.version}`
  const shape = BODY_SHAPES.get(name)
  expect(shape !== undefined, 'TC2119', 'a log entry about a signature', name.slice(0, 80))
  const logged = readJson(shape, entry.body, 'TC2119', `a log entry of ${name}`)
  same(logged.signature, content.signature, 'the signature')
  same(logged.verifier, verifier, 'the certificate or key')
  same(logged.digest, digestOf(content, logged), 'the digest of what was signed')
}

/** A message has no payload: its bytes are what is signed, and only their sha256 is known. */
function digestOf(content: SignedContent, logged: Logged): Uint8Array {
  if (content.kind === 'message') {
    expect(logged.hash === 'sha256', 'TC2119', 'a sha256 in the log entry', logged.hash)
    return content.digest
  }
  if (logged.digestOf === 'signed') return signedDigest(content, logged.hash)
  return hash(logged.hash, content.payload, 'buffer')
}

function same(found: Uint8Array, wanted: Uint8Array, what: string): void {
  expect(
    Buffer.from(found.buffer, found.byteOffset, found.byteLength).equals(wanted),
    'TC2119',
    `${what} of the attestation in the log entry`,
    'another one',
  )
}
