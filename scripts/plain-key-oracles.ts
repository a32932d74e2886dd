/**
 * `npm run oracles:plain-keys`: our verdicts beside minisign's and openssl's, on good signatures by plain keys and on what an
 * attacker could make of them. Needs both programs on PATH; writes the table of docs/reference/plain-keys.md to stdout.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keyringOf, parsePlainKey, trustOf, type PlainKey } from '../src/trust/index.ts'
import type { EvidenceKind } from '../src/verdict/index.ts'
import { verifyEvidence } from '../src/verify/index.ts'
import {
  envelope,
  minisig,
  minisignPair,
  pemPair,
  plainKey,
  publishStatement,
  type EnvelopeParts,
  type PairKind,
  type PemPair,
} from '../test/verify/plain/signing.ts'
import { artifactOf, NOW } from '../test/verify/support.ts'

const FILE = 'sampleproject-4.0.0.tar.gz'
const BYTES = Buffer.from('the bytes of a release\n')
const folder = mkdtempSync(join(tmpdir(), 'pt-'))
const at = (name: string): string => join(folder, name)
const OWNER = 'Dana <dana@acme.example>'

interface Row {
  readonly name: string
  readonly ours: string
  readonly theirs: string
  /** Why it is so, or why the two differ. */
  readonly note: string
}

function run(program: string, args: readonly string[]): boolean {
  const { status, error } = spawnSync(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  if (error !== undefined) throw error
  return status === 0
}

async function ours(
  kind: EvidenceKind,
  bytes: Uint8Array,
  keys: readonly PlainKey[],
  file: Uint8Array = BYTES,
): Promise<string> {
  const artifact = artifactOf(FILE, createHash('sha256').update(file).digest('hex'))
  const digest = createHash('blake2b512').update(file).digest('hex')
  const answer = await verifyEvidence(
    {
      artifact,
      evidence: [{ kind, origin: { via: 'argument', where: 'case' }, bytes }],
      offer: 'none',
      suffixed: [{ algorithm: 'blake2b512', suffix: '', digest }],
    },
    trustOf([], [keyringOf('acme', { plainKeys: keys })]),
    NOW,
  )
  if (answer.kind !== 'facts') throw new Error('digests were wanted again')
  const check = kind === 'minisign-signature' ? 'signature' : 'attestation'
  const facts = answer.facts.filter((fact) => fact.check === check)
  return facts.map((fact) => (fact.result === 'ok' ? 'accepts' : `refuses (${fact.finding.code})`)).join(', ')
}

interface MinisignCase {
  readonly name: string
  readonly text: string | Uint8Array
  readonly file?: Buffer
  readonly note?: string
}

/** Keys and signatures are minisign's own, but for what it would not make. */
function minisignCases(pub: Buffer): readonly MinisignCase[] {
  const good = signedByMinisign(['-t', 'timestamp:1790000000\tfile:x\thashed'])
  const again = signedByMinisign(['-t', 'another comment'])
  const lines = good.split('\n')
  const line = (nth: number, change: (text: string) => string): string =>
    lines.map((text, each) => (each === nth ? change(text) : text)).join('\n')
  const bit = (text: string, byte: number): string => {
    const bytes = Buffer.from(text, 'base64')
    bytes[byte] = (bytes[byte] ?? 0) ^ 1
    return bytes.toString('base64')
  }
  const id = Buffer.from(pub.toString().split('\n')[1] ?? '', 'base64').subarray(2, 10)
  const stranger = minisignPair()
  return [
    { name: 'good', text: good },
    { name: 'good, another trusted comment', text: again },
    { name: 'good, without the last line feed', text: good.trimEnd() },
    { name: 'untrusted comment altered', text: line(0, () => 'untrusted comment: anything') },
    {
      name: 'legacy (`Ed`), good',
      text: signedByMinisign(['-l']),
      note: 'it is over the whole file; whoever judges here sees digests alone',
    },
    { name: 'another file', text: good, file: Buffer.from('another release\n') },
    { name: 'one byte behind the file', text: good, file: Buffer.concat([BYTES, Buffer.from('x')]) },
    { name: 'a bit of the signature', text: line(1, (text) => bit(text, 20)) },
    { name: 'a bit of the last byte of the signature', text: line(1, (text) => bit(text, 73)) },
    { name: 'a bit of the key id', text: line(1, (text) => bit(text, 5)) },
    { name: 'a bit of the global signature', text: line(3, (text) => bit(text, 5)) },
    { name: 'trusted comment altered', text: line(2, (text) => text.replace('1790000000', '1890000000')) },
    { name: 'a blank at the end of the trusted comment', text: line(2, (text) => `${text} `) },
    {
      name: 'trusted comment and seal of another signature',
      text: [...lines.slice(0, 2), ...again.split('\n').slice(2)].join('\n'),
      note: 'Ed25519 signs the same bytes alike: both signatures are one, and either comment is sealed with it',
    },
    {
      name: 'kind changed to legacy',
      text: line(1, (text) =>
        Buffer.concat([Buffer.from('Ed'), Buffer.from(text, 'base64').subarray(2)]).toString('base64'),
      ),
    },
    { name: 'another key', text: minisig(stranger, BYTES) },
    { name: 'another key under this key’s id', text: minisig(stranger, BYTES, { id }) },
    { name: 'truncated: no global signature', text: lines.slice(0, 3).join('\n') },
    { name: 'truncated: the signature alone', text: lines.slice(0, 2).join('\n') },
    { name: 'truncated inside the signature', text: line(1, (text) => text.slice(0, 60)) },
    {
      name: 'data behind',
      text: `${good}more\n`,
      note: 'what is behind is signed by nobody, and other readers may read on',
    },
    { name: 'two signatures, the good one first', text: good + minisig(stranger, BYTES), note: 'as above' },
    { name: 'two signatures, the good one last', text: minisig(stranger, BYTES) + good },
    { name: 'base64 without padding', text: line(3, (text) => text.replace(/=+$/, '')) },
    { name: 'stray bits in base64', text: line(3, (text) => text.replace(/.==$/, 'h==')) },
    {
      name: 'carriage returns',
      text: good.replaceAll('\n', '\r\n'),
      note: 'whether the comment that is signed ends before the carriage return is for each reader to guess',
    },
    {
      name: 'a control character in the trusted comment',
      text: signedByMinisign(['-t', 'a\u0007b']),
      note: 'comments reach terminals',
    },
    { name: 'empty', text: '' },
  ]
}

function signedByMinisign(more: readonly string[]): string {
  writeFileSync(at(FILE), BYTES)
  if (!run('minisign', ['-S', '-s', 'secret', '-m', FILE, '-x', 'made', ...more]))
    throw new Error('minisign did not sign')
  return readFileSync(at('made'), 'utf8')
}

async function minisignRows(): Promise<readonly Row[]> {
  if (!run('minisign', ['-G', '-W', '-p', 'public', '-s', 'secret'])) throw new Error('minisign made no key')
  const pub = readFileSync(at('public'))
  const rows: Row[] = []
  for (const { name, text, file = BYTES, note = '' } of minisignCases(pub)) {
    writeFileSync(at(FILE), file)
    writeFileSync(at('case'), text)
    const theirs = run('minisign', ['-V', '-q', '-p', 'public', '-m', FILE, '-x', 'case'])
      ? 'accepts'
      : 'refuses'
    const verdict = await ours('minisign-signature', Buffer.from(text), [parsePlainKey(pub, OWNER)], file)
    rows.push({ name, ours: verdict, theirs, note })
  }
  return rows
}

interface EnvelopeCase {
  readonly name: string
  readonly content: EnvelopeParts
  readonly pair: PemPair
  readonly note?: string
}

const KINDS: readonly PairKind[] = ['P-256', 'P-384', 'P-521', 'ed25519', 'rsa']

function envelopeCases(): readonly EnvelopeCase[] {
  const sha256 = createHash('sha256').update(BYTES).digest('hex')
  const statement = publishStatement(FILE, sha256)
  return KINDS.flatMap((kind) => {
    const pair = pemPair(kind)
    const good = envelope(statement, [pair])
    const resigned = (change: (signature: Buffer) => Buffer): EnvelopeParts => ({
      ...good,
      signatures: good.signatures.map(({ sig }) => ({
        sig: change(Buffer.from(sig, 'base64')).toString('base64'),
      })),
    })
    const flipped = (signature: Buffer): Buffer => {
      const bytes = Buffer.from(signature)
      bytes[bytes.length - 3] = (bytes.at(-3) ?? 0) ^ 4
      return bytes
    }
    const payload = Buffer.from(JSON.stringify(statement).replace(FILE, 'sampleproject-4.0.1.tar.gz'))
    return [
      { name: `${kind}: good`, content: good, pair },
      { name: `${kind}: another key`, content: envelope(statement, [pemPair(kind)]), pair },
      { name: `${kind}: a bit of the signature`, content: resigned(flipped), pair },
      {
        name: `${kind}: a byte behind the signature`,
        content: resigned((bytes) => Buffer.concat([bytes, Buffer.from([0])])),
        pair,
      },
      { name: `${kind}: signature cut short`, content: resigned((bytes) => bytes.subarray(0, -1)), pair },
      { name: `${kind}: another payload`, content: { ...good, payload: payload.toString('base64') }, pair },
      { name: `${kind}: another payload type`, content: { ...good, payloadType: 'application/json' }, pair },
    ]
  })
}

const DIGESTS = { 'P-256': 'sha256', 'P-384': 'sha384', 'P-521': 'sha512', rsa: 'sha256' } as const

/** What openssl says of the first signature over DSSE's pre-authentication encoding: it knows nothing of the envelope. */
function openssl({ payload, payloadType, signatures }: EnvelopeParts, { kind, pem }: PemPair): boolean {
  const bytes = Buffer.from(payload, 'base64')
  const head = `DSSEv1 ${payloadType.length} ${payloadType} ${bytes.length} `
  writeFileSync(at('signed'), Buffer.concat([Buffer.from(head), bytes]))
  writeFileSync(at('signature'), Buffer.from(signatures[0]?.sig ?? '', 'base64'))
  writeFileSync(at('key.pem'), pem)
  const digest = kind === 'ed25519' ? [] : ['-digest', DIGESTS[kind]]
  const files = ['-pubin', '-inkey', 'key.pem', '-in', 'signed', '-sigfile', 'signature']
  return run('openssl', ['pkeyutl', '-verify', '-rawin', ...digest, ...files])
}

async function envelopeRows(): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (const { name, content, pair, note = '' } of envelopeCases()) {
    const theirs = openssl(content, pair) ? 'accepts' : 'refuses'
    const verdict = await ours('dsse-envelope', Buffer.from(JSON.stringify(content)), [plainKey(pair)])
    rows.push({ name, ours: verdict, theirs, note })
  }
  return rows
}

function table(title: string, oracle: string, rows: readonly Row[]): string {
  const differing = rows.filter(
    ({ ours: mine, theirs }) => mine.startsWith('accepts') !== theirs.startsWith('accepts'),
  )
  const wrong = differing.filter(({ ours: mine }) => mine.startsWith('accepts'))
  return [
    `## ${title}`,
    '',
    `${rows.length} cases; ${oracle} and we differ in ${differing.length}; we accept what ${oracle} refuses in ${wrong.length}.`,
    '',
    `| case | we | ${oracle} | note |`,
    '|---|---|---|---|',
    ...rows.map(({ name, ours: mine, theirs, note }) => `| ${name} | ${mine} | ${theirs} | ${note} |`),
    '',
  ].join('\n')
}

try {
  console.log(table('minisign signatures', 'minisign', await minisignRows()))
  console.log(table('Signatures of envelopes', 'openssl', await envelopeRows()))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
