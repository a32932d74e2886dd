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
import { parseSha256, sha256Of, type Sha256 } from '../src/encoding/index.ts'
import { parseSigningKey, parseTrustedRoot, publicGoodRoot, type SigstoreRoot } from '../src/trust/index.ts'
import { verifySigned, type WantedSigner } from '../src/verify/index.ts'

const ROOT = join(import.meta.dirname, '..')
const SEED = join(ROOT, 'node_modules', '@sigstore', 'tuf', 'seeds.json')
const STAGING = join(ROOT, 'test', 'world', 'sigstore', 'staging-root.json')
const ALWAYS = { startMs: 0, endMs: 8_640_000_000_000_000 }

class UsageError extends Error {}

function rootOf(file: string | undefined, isStaging: boolean): SigstoreRoot {
  if (file !== undefined) return parseTrustedRoot('given', readFileSync(file))
  return isStaging ? parseTrustedRoot('staging', readFileSync(STAGING)) : publicGoodRoot(readFileSync(SEED))
}

function digestOf(subject: string): Sha256 {
  const [, hex] = /^sha256:([0-9a-f]{64})$/.exec(subject) ?? []
  return (hex === undefined ? null : parseSha256(hex)) ?? sha256Of(readFileSync(subject))
}

function signerOf(
  identity: string | undefined,
  issuer: string | undefined,
  key: string | undefined,
): WantedSigner {
  if (key !== undefined && identity === undefined && issuer === undefined)
    return { kind: 'key', key: parseSigningKey(readFileSync(key), ALWAYS) }
  if (key === undefined && identity !== undefined && issuer !== undefined)
    return { kind: 'identity', identity, issuer }
  throw new UsageError('give an identity with its issuer, or a key')
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
  const root = rootOf(values['trusted-root'], values.staging)
  return { root, bundle, subject, signer: signerOf(identity, issuer, key) }
}

function main(): number {
  const { root, bundle, subject, signer } = read()
  const answer = verifySigned(
    {
      file: { sha256: digestOf(subject), filename: null },
      bundle: readFileSync(bundle),
      origin: { via: 'argument', where: bundle },
      signer,
      standings: [],
    },
    [root],
    Math.floor(Date.now() / 1000),
  )
  if (answer.verified) return 0
  const { code, expected, found } = answer.finding
  process.stderr.write(`${code} expected ${expected}, found ${found}\n`)
  return 1
}

try {
  process.exitCode = main()
} catch (error) {
  if (!(error instanceof Error)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = error instanceof UsageError ? 2 : 1
}
