/**
 * The verifying half of sigstore-conformance's client protocol (`docs/cli_protocol.md` there):
 *
 *   conformance-client verify-bundle [--staging] --bundle FILE
 *     (--certificate-identity IDENTITY --certificate-oidc-issuer URL | --key FILE) [--trusted-root FILE] FILE_OR_DIGEST
 *
 * Exit 0 when it verifies; else 1 with the finding on stderr, 2 for a wrong command. Works without a network; the clock
 * is the machine's. `FILE_OR_DIGEST` is a path, or `sha256:` and 64 hex digits.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { sha256Of } from '../src/encoding/index.ts'
import {
  parseSigningKey,
  parseTrustedRoot,
  publicGoodRoot,
  trustOf,
  type SigstoreRoot,
} from '../src/trust/index.ts'
import { verifyEvidence } from '../src/verify/index.ts'
import type { AttestationFact, Fact, Publisher } from '../src/verdict/index.ts'
import { artifactOf } from '../test/verify/support.ts'

const ROOT = join(import.meta.dirname, '..')
const SEED = join(ROOT, 'node_modules', '@sigstore', 'tuf', 'seeds.json')
const STAGING = join(ROOT, 'test', 'world', 'sigstore', 'staging-root.json')
const ALWAYS = { startMs: 0, endMs: 8_640_000_000_000_000 }

class UsageError extends Error {}

interface Wanted {
  readonly identity: string | undefined
  readonly issuer: string | undefined
  readonly key: string | undefined
}

function rootOf(file: string | undefined, isStaging: boolean): SigstoreRoot {
  if (file !== undefined) return parseTrustedRoot('given', readFileSync(file))
  return isStaging ? parseTrustedRoot('staging', readFileSync(STAGING)) : publicGoodRoot(readFileSync(SEED))
}

function digestOf(subject: string): string {
  const [, hex] = /^sha256:([0-9a-f]{64})$/.exec(subject) ?? []
  return hex ?? sha256Of(readFileSync(subject))
}

/** Identity and issuer exactly, whole; a key was trusted already by being given. */
function isWanted(publisher: Publisher, { identity, issuer, key }: Wanted): boolean {
  if (key !== undefined) return publisher.kind === 'key'
  return publisher.kind !== 'key' && publisher.subject === identity && publisher.issuer === issuer
}

function read() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      staging: { type: 'boolean', default: false },
      bundle: { type: 'string' },
      'certificate-identity': { type: 'string' },
      'certificate-oidc-issuer': { type: 'string' },
      key: { type: 'string' },
      'trusted-root': { type: 'string' },
    },
  })
  const [command, subject, ...rest] = positionals
  const { bundle, key, 'certificate-identity': identity, 'certificate-oidc-issuer': issuer } = values
  if (command !== 'verify-bundle') throw new UsageError('the one command is `verify-bundle`')
  if (subject === undefined || rest.length > 0 || bundle === undefined) {
    throw new UsageError('give one bundle and one file or digest')
  }
  const isNamed = identity !== undefined && issuer !== undefined
  if (isNamed === (key !== undefined)) throw new UsageError('give an identity with its issuer, or a key')
  const root = rootOf(values['trusted-root'], values.staging)
  return { root, bundle, subject, wanted: { identity, issuer, key } }
}

async function main(): Promise<number> {
  const { root, bundle, subject, wanted } = read()
  const keys = wanted.key === undefined ? [] : [parseSigningKey(readFileSync(wanted.key), ALWAYS)]
  // A key was given to be the signer: certificates of the root are then nobody's word.
  const trusted: SigstoreRoot = { ...root, keys, ...(keys.length > 0 ? { authorities: [] } : {}) }
  const origin = { via: 'argument', where: bundle } as const
  const answer = await verifyEvidence(
    {
      artifact: artifactOf('a-1.0.tar.gz', digestOf(subject)),
      evidence: [{ kind: 'sigstore-bundle', origin, bytes: readFileSync(bundle) }],
      offer: 'not-asked',
      suffixed: [],
    },
    trustOf([trusted], []),
    Math.floor(Date.now() / 1000),
  )
  const facts: readonly Fact[] = answer.kind === 'facts' ? answer.facts : []
  return report(
    facts.filter((fact) => fact.check === 'attestation'),
    wanted,
  )
}

function report(facts: readonly AttestationFact[], wanted: Wanted): number {
  for (const fact of facts) {
    if (fact.result === 'ok' && isWanted(fact.publisher, wanted)) return 0
    const words =
      fact.result === 'ok'
        ? `TC2201 expected ${wanted.identity} of ${wanted.issuer}, found ${fact.publisher.subject} of ${fact.publisher.issuer}`
        : `${fact.finding.code} expected ${fact.finding.expected}, found ${fact.finding.found}`
    process.stderr.write(`${words}\n`)
  }
  return 1
}

try {
  process.exitCode = await main()
} catch (error) {
  if (!(error instanceof Error)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = error instanceof UsageError ? 2 : 1
}
