import { basename, resolve } from 'node:path'
import { parseSha256, type Sha256 } from '../../encoding/index.ts'
import {
  ALWAYS,
  MAX_KEY_BYTES,
  MAX_ROOT_BYTES,
  parseSigningKey,
  parseTrustedRoot,
  standingOfRecord,
  type KeyStanding,
  type SigstoreRoot,
} from '../../trust/index.ts'
import {
  limits,
  looksLikeEnvelope,
  verifyEnvelope,
  verifySigned,
  verifySignedByKey,
  type EnvelopeAnswer,
  type KeySignedAnswer,
  type SignedAnswer,
  type WantedSigner,
} from '../../verify/index.ts'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'
import { readNamedFile } from '../named-file.ts'
import { checkUnchanged, fileAtHand } from '../file-at-hand.ts'
import type { SignedWish } from '../signed-wish.ts'

/** What was looked at, and what came of it. */
export interface SignedFile {
  readonly file: string
  readonly sha256: Sha256
  readonly answer: SignedAnswer | KeySignedAnswer | EnvelopeAnswer
}

const DIGEST = 'sha256:'
/** Keys sign statements in bare envelopes too, which may hold a bill of materials. */
const MAX_BYTES = { key: limits.MAX_STATEMENT_ENVELOPE_BYTES, identity: limits.MAX_EVIDENCE_BYTES } as const

/** Reads what the wish names, and verifies. Throws `CliError`, `TrustError` or `SourcesError` where it can't be used. */
export async function verifySignedFile(wish: SignedWish, cli: Cli): Promise<SignedFile> {
  const [subject, bundle, signer] = await Promise.all([
    subjectOf(wish.file, cli),
    readNamed(wish.bundle, MAX_BYTES[wish.signer.kind], cli),
    signerOf(wish.signer, cli),
  ])
  const { roots, standings } = await relyingOn(wish.trustedRoot, signer, cli)
  const { file, sha256, filename } = subject
  const origin = { via: 'argument', where: resolve(cli.cwd, wish.bundle) } as const
  const about = { file: { sha256, filename }, origin, standings }
  const answer = answerTo(
    { ...about, bundle, signer },
    { roots, isRootNamed: wish.trustedRoot !== null },
    cli,
  )
  await subject.checkUnchanged()
  return { file, sha256, answer }
}

/** Whoever names an instance of Sigstore expects its word for the time; a key alone is trusted as one in a keyring is. */
function answerTo(
  question: Parameters<typeof verifySigned>[0],
  { roots, isRootNamed }: { readonly roots: readonly SigstoreRoot[]; readonly isRootNamed: boolean },
  cli: Cli,
): SignedFile['answer'] {
  const { signer, ...about } = question
  if (signer.kind === 'identity') return verifySigned(question, roots, cli.now())
  const { key } = signer
  if (looksLikeEnvelope(about.bundle, MAX_BYTES.key))
    return verifyEnvelope({ ...about, envelope: about.bundle, key }, roots, cli.now())
  if (isRootNamed) return verifySigned(question, roots, cli.now())
  return verifySignedByKey({ ...about, key }, roots, cli.now())
}

interface Subject extends Pick<SignedFile, 'file' | 'sha256'> {
  readonly filename: string | null
  checkUnchanged(): Promise<void>
}

async function subjectOf(named: string, { cwd }: Cli): Promise<Subject> {
  if (named.startsWith(DIGEST)) {
    const sha256 = parseSha256(named.slice(DIGEST.length))
    if (sha256 === null) throw badDigest(named)
    return { file: named, sha256, filename: null, checkUnchanged: () => Promise.resolve() }
  }
  const file = resolve(cwd, named)
  const found = await fileAtHand(file)
  return { file, sha256: found.sha256, filename: basename(file), checkUnchanged: () => checkUnchanged(found) }
}

async function signerOf(signer: SignedWish['signer'], cli: Cli): Promise<WantedSigner> {
  if (signer.kind === 'identity') return signer
  return { kind: 'key', key: parseSigningKey(await readNamed(signer.path, MAX_KEY_BYTES, cli), ALWAYS) }
}

/**
 * The root that is given, alone, else those that this machine trusts; and of a key, whoever names it, all that this machine knows
 * of its state.
 */
async function relyingOn(
  named: string | null,
  signer: WantedSigner,
  cli: Cli,
): Promise<{ readonly roots: readonly SigstoreRoot[]; readonly standings: readonly KeyStanding[] }> {
  const given =
    named === null ? null : [parseTrustedRoot('given', await readNamed(named, MAX_ROOT_BYTES, cli))]
  if (given !== null && signer.kind === 'identity') return { roots: given, standings: [] }
  // Loaded when it is needed: with it comes everything that is configured.
  const { sourcesOf } = await import('../configured.ts')
  const { trust, problems } = await sourcesOf(cli).loadTrust()
  for (const problem of problems) cli.complain(`trustctl: not used: ${problem}`)
  const own = signer.kind === 'key' ? await ownStandings(signer.key.fingerprint, cli) : []
  return { roots: given ?? trust.sigstore, standings: [...trust.standings, ...own] }
}

/** What the record says where the key is one of one's own. Throws `CliError` where it can't be read. */
async function ownStandings(fingerprint: string, cli: Cli): Promise<readonly KeyStanding[]> {
  const { ownKeys } = await import('../signing/index.ts')
  const name = fingerprint.toUpperCase()
  const { keys, problems } = await ownKeys(cli).list()
  const unread = problems.find((problem) => problem.includes(name))
  if (unread !== undefined) {
    const message = `the record of this key of your own can't be read, so that nobody knows whether it is revoked: ${unread}`
    throw new CliError('input', { message, hint: 'restore the file from a copy, then: trustctl keys list' })
  }
  return keys
    .filter(({ record }) => record.fingerprint === name)
    .map(({ record }) => standingOfRecord(record, 'its record among your own keys'))
}

async function readNamed(named: string, maxBytes: number, cli: Cli): Promise<Uint8Array> {
  return await readNamedFile(named, { maxBytes, hint: 'trustctl verify --help' }, cli)
}

function badDigest(named: string): CliError {
  return new CliError('usage', {
    message: `\`${named}\` is no digest: expected sha256: and 64 hex digits in lower case`,
    hint: 'for a file of that name: trustctl verify ./sha256:…',
  })
}
