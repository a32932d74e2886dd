import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { createSecureContext, type SecureContext } from 'node:tls'
import { leafCertificate } from './certificate.ts'
import { pemOf } from './pem.ts'
import { BACKDATED_MS, DAY_MS, type SessionCa } from './session-ca.ts'

/** How long a leaf lives, and how much of that must be left for it to be shown again. */
const LEAF_LIFE_MS = 2 * DAY_MS
const LEAF_LEFT_MS = DAY_MS
/** Leaves kept; the one made first is forgotten first. */
export const MAX_LEAVES = 512
const MAX_NAME = 64

/** What a TLS listener needs to stand for one host. */
interface Leaf {
  readonly certificate: Buffer
  readonly context: SecureContext
  readonly notAfter: number
}

/** Makes, and keeps while they are fresh, certificates for hosts. One key serves all of them; it never leaves memory. */
export interface LeafMaker {
  /** `host`: a DNS name in A-label form, or an address without brackets. */
  leafFor(host: string): Leaf
}

/** A leaf maker for one authority. `clock` gives milliseconds since the epoch. */
export function leafMaker(ca: SessionCa, clock: () => number): LeafMaker {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const kept = new Map<string, Leaf>()
  return {
    leafFor(host) {
      const name = host.toLowerCase()
      const found = kept.get(name)
      if (found !== undefined && found.notAfter - clock() > LEAF_LEFT_MS) return found
      const made = makeLeaf(name, ca, keys, clock())
      kept.delete(name)
      kept.set(name, made)
      forgetOldest(kept)
      return made
    },
  }
}

function makeLeaf(
  host: string,
  ca: SessionCa,
  keys: { publicKey: KeyObject; privateKey: KeyObject },
  now: number,
): Leaf {
  const notAfter = Math.min(now + LEAF_LIFE_MS, ca.notAfter)
  const text = {
    subject: host.length <= MAX_NAME ? host : 'pip-trust',
    issuer: ca.subject,
    notBefore: new Date(now - BACKDATED_MS),
    notAfter: new Date(notAfter),
  }
  const signing = {
    publicKey: keys.publicKey,
    issuerPublicKey: ca.publicKey,
    issuerPrivateKey: ca.privateKey,
  }
  const certificate = leafCertificate(host, text, signing)
  const key = keys.privateKey.export({ type: 'pkcs8', format: 'pem' })
  const context = createSecureContext({
    key,
    cert: pemOf(certificate) + ca.certificatePem,
    minVersion: 'TLSv1.2',
  })
  return { certificate, context, notAfter }
}

function forgetOldest(kept: Map<string, Leaf>): void {
  if (kept.size <= MAX_LEAVES) return
  for (const name of kept.keys()) return void kept.delete(name)
}
