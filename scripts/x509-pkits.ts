import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EncodingError, readDer } from '../src/encoding/index.ts'
import {
  readCertificate,
  readRevocationList,
  type Certificate,
  type RevocationFile,
} from '../src/trust/index.ts'
import { Unverified } from '../src/verify/unverified.ts'
import { checkEnd } from '../src/verify/x509/path/check-end.ts'
import { Effort } from '../src/verify/x509/path/effort.ts'
import { findPath } from '../src/verify/x509/path/find-path.ts'

/** One case of NIST's PKITS, with what its name says of it: `null` where the outcome depends on the policies asked for. */
export interface PkitsResult {
  readonly name: string
  readonly expected: boolean | null
  readonly code: string
  readonly words: string
}

/** A time at which all that is meant to be valid is. */
const NOW_MS = Date.UTC(2026, 8, 1)

/** Judges all of PKITS as paths of signers for any purpose: its certificates have none. `pip` is the command to fetch it with. */
export function judgePkits(pip: readonly string[]): readonly PkitsResult[] {
  const scratch = mkdtempSync(join(tmpdir(), 'pip-trust-pkits-'))
  try {
    const [command = 'pip', ...options] = pip
    const target = ['download', '--no-deps', '-q', '-d', scratch, 'cryptography_vectors']
    execFileSync(command, [...options, ...target], { stdio: ['ignore', 'ignore', 'inherit'] })
    const wheel = readdirSync(scratch).find((name) => name.endsWith('.whl')) ?? ''
    execFileSync('python3', ['-m', 'zipfile', '-e', join(scratch, wheel), scratch])
    return judgeFolder(join(scratch, 'cryptography_vectors', 'x509', 'PKITS_data'))
  } finally {
    rmSync(scratch, { recursive: true })
  }
}

function judgeFolder(folder: string): readonly PkitsResult[] {
  const names = readdirSync(join(folder, 'certs')).toSorted()
  const certificates = names.map((name) => ({ name, der: readFileSync(join(folder, 'certs', name)) }))
  const isEnd = (name: string): boolean => name.endsWith('EE.crt')
  const pool = certificates.filter(({ name }) => !isEnd(name)).flatMap(({ der }) => readable(der))
  const anchor = certificates
    .filter(({ name }) => name === 'TrustAnchorRootCertificate.crt')
    .flatMap(({ der }) => readable(der))
  const lists = readdirSync(join(folder, 'crls')).map((file) =>
    listOf(file, readFileSync(join(folder, 'crls', file))),
  )
  return certificates
    .filter(({ name }) => isEnd(name))
    .map(({ name, der }) => ({
      name: name.replace('EE.crt', ''),
      expected: name.startsWith('Valid') ? true : name.startsWith('Invalid') ? false : null,
      ...judge(der, { pool, anchor, lists }),
    }))
}

interface Surroundings {
  readonly pool: readonly Certificate[]
  readonly anchor: readonly Certificate[]
  readonly lists: readonly (RevocationFile & { readonly issuer: string })[]
}

function judge(der: Buffer, { pool, anchor, lists }: Surroundings): { code: string; words: string } {
  try {
    const end = readCertificate(der)
    checkEnd(end, null)
    const issuers = ancestors(end, pool)
    // PKITS gives each case the lists of its own CAs.
    const files = lists.filter(({ issuer }) => issuers.has(issuer))
    const revocations = { files, nowMs: NOW_MS }
    const question = { intermediates: pool, anchors: anchor, revocations, purpose: null, timeMs: NOW_MS }
    findPath(end, question, new Effort())
    return { code: 'ok', words: '' }
  } catch (error) {
    if (error instanceof Unverified)
      return { code: error.code, words: `expected ${error.finding.expected}, found ${error.finding.found}` }
    if (error instanceof EncodingError) return { code: 'unreadable', words: error.message }
    throw error
  }
}

/** The names of all that may stand above a certificate. */
function ancestors(end: Certificate, pool: readonly Certificate[]): ReadonlySet<string> {
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
  const found = new Set([hex(end.issuer)])
  for (let size = 0; size !== found.size;) {
    size = found.size
    for (const { subject, issuer } of pool) if (found.has(hex(subject))) found.add(hex(issuer))
  }
  return found
}

function readable(der: Buffer): readonly Certificate[] {
  try {
    return [readCertificate(der)]
  } catch (error) {
    if (error instanceof EncodingError) return []
    throw error
  }
}

function listOf(file: string, der: Buffer): Surroundings['lists'][number] {
  const [tbs] = readDer(der).children
  const fields = tbs?.children ?? []
  const issuer = (fields[0]?.tag === 2 ? fields[2] : fields[1])?.bytes ?? Buffer.alloc(0)
  const base = { file, sha256: '', issuer: Buffer.from(issuer).toString('hex') }
  try {
    return { ...base, list: readRevocationList(der) }
  } catch (error) {
    if (error instanceof EncodingError) return { ...base, list: null }
    throw error
  }
}
