import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { parseSha256, sha256Of } from '../../../src/encoding/index.ts'
import type { FileArtifact } from '../../../src/artifact/index.ts'
import {
  certifiedKey,
  createKey,
  keyFolder,
  openLedger,
  openSigner,
  programs,
  signerOf,
  type KeyFolder,
  type KeyWish,
  type Ledger,
  type NewKey,
} from '../../../src/publish/keys/index.ts'
import {
  signRelease,
  withKeys,
  type KeysWish,
  type OpenKey,
  type SignRequest,
  type SignResult,
} from '../../../src/publish/sign/index.ts'
import { parseProjectName, parseVersion } from '../../../src/python/index.ts'
import {
  keyringOf,
  parseKeys,
  parsePlainKey,
  readCertificate,
  trustOf,
  type Trust,
} from '../../../src/trust/index.ts'
import type { Evidence, EvidenceKind, Fact } from '../../../src/verdict/index.ts'
import { verifyEvidence } from '../../../src/verify/index.ts'
import { temporaryFolder } from '../../files/temporary-folder.ts'
import { makeSdist, makeWheel } from '../../world/index/index.ts'
import { createIssuing } from '../../world/x509/index.ts'
import { DAY, NOW, said, SECRET, WISH } from '../keys/support.ts'

const sealed = { passphrase: SECRET, now: NOW }
/** Later than the archives that the fake index makes, and so that certificates are valid. */
const ISSUING = createIssuing(NOW)
const ROOT = ISSUING.root('Acme Root CA')

export const ROOT_DER = ROOT.der

export const pem = (der: Uint8Array): string =>
  `-----BEGIN CERTIFICATE-----\n${Buffer.from(der)
    .toString('base64')
    .replaceAll(/(.{64})(?!$)/g, '$1\n')}\n-----END CERTIFICATE-----\n`

export const ROOT_PEM = pem(ROOT.der)

/** A key that the company's CA certified, of a kind of key. */
export async function certified(
  kind: 'p256' | 'rsa' | 'p384' | 'ed25519',
  wish: KeyWish = WISH,
): Promise<NewKey> {
  const holder = ISSUING.signer('Dana', ROOT, { email: 'dana@acme.example', kind })
  const signer = signerOf(holder.key.privateKey)
  const { encryptPrivateKey } = await import('../../../src/publish/keys/encrypted-pem.ts')
  const secretText = await encryptPrivateKey(holder.key.privateKey, SECRET)
  const chain = Buffer.from(pem(holder.der))
  return await certifiedKey(signer, { place: { kind: 'file' }, secretText }, chain, wish, NOW)
}

export const newKey = (
  kind: 'plain' | 'minisign' | 'openpgp',
  algorithm: 'P-256' | 'P-384' | 'P-521' | 'ed25519' | 'rsa',
  changed: Partial<KeyWish> = {},
): Promise<NewKey> => createKey({ kind, algorithm }, { ...WISH, ...changed }, sealed)

/** A folder with a wheel and an sdist, keys and a ledger; gone when the test ends. */
export interface Stage {
  readonly folder: string
  readonly wheel: string
  readonly sdist: string
  readonly keys: KeyFolder
  readonly ledger: Ledger
  readonly open: (...keys: readonly NewKey[]) => Promise<readonly OpenKey[]>
  readonly sign: (keys: readonly OpenKey[], changed?: Partial<SignRequest & KeysWish>) => Promise<SignResult>
}

export async function stage(t: ExecutionContext): Promise<Stage> {
  const above = await temporaryFolder(t)
  const folder = join(above, 'dist')
  await mkdir(folder)
  const [wheel, sdist] = [
    makeWheel({ project: 'acme-pay', version: '1.0' }),
    makeSdist({ project: 'acme-pay', version: '1.0' }),
  ]
  for (const { filename, bytes } of [wheel, sdist]) await writeFile(join(folder, filename), bytes)
  const keys = keyFolder(join(above, 'signing'))
  const ledger = openLedger(join(above, 'ledger'))
  const paths = { wheel: join(folder, wheel.filename), sdist: join(folder, sdist.filename) }
  return {
    folder,
    ...paths,
    keys,
    ledger,
    open: async (...added) => {
      const opened: OpenKey[] = []
      for (const key of added) {
        const known = (await keys.list()).keys.some(
          ({ record }) => record.fingerprint === key.record.fingerprint,
        )
        if (!known) await keys.add(key)
        const signer = await openSigner(key, keys, { env: {}, passphrase: said(), run: programs({}) })
        opened.push({ record: key.record, signer, publicFile: await keys.publicFile(key.record) })
      }
      return opened
    },
    sign: async (opened, changed = {}) => {
      const wish = { keys: opened, forms: null, at: null, now: NOW + DAY, stamp: null, ...changed }
      return await signRelease({
        files: [paths.wheel],
        make: withKeys(wish),
        now: wish.now,
        actor: 'dana',
        requireRecord: false,
        output: null,
        ledger,
        progress: () => undefined,
        ...changed,
      })
    },
  }
}

/** Trust in these keys alone: a keyring `acme`. */
export async function trustIn(...keys: readonly NewKey[]): Promise<Trust> {
  const files = keys.map(({ record, publicText }) => ({
    kind: record.kind,
    owner: record.owner,
    bytes: Buffer.from(publicText),
  }))
  const plain = files.filter(({ kind }) => kind === 'plain' || kind === 'minisign')
  const openpgp = await Promise.all(
    files.filter(({ kind }) => kind === 'openpgp').map(({ bytes }) => parseKeys(bytes)),
  )
  const authorities = files.some(({ kind }) => kind === 'certificate') ? [readCertificate(ROOT.der)] : []
  const plainKeys = plain.map(({ bytes, owner }) => parsePlainKey(bytes, owner))
  return trustOf([], [keyringOf('acme', { keys: openpgp.flat(), plainKeys, authorities })])
}

export const KIND_OF: Readonly<Record<string, EvidenceKind>> = {
  publish: 'pep740-attestation',
  slsa: 'pep740-attestation',
  sigstore: 'sigstore-bundle',
  openpgp: 'openpgp-signature',
  cms: 'cms-signature',
  minisign: 'minisign-signature',
}

function present<Value>(value: Value | null): Value {
  if (value === null) throw new Error('a value was expected')
  return value
}

/** What our verifier finds of one piece of evidence about a file: `ok`, or codes. */
export async function found(
  file: { readonly filename: string; readonly bytes: Uint8Array },
  evidence: { readonly form: string; readonly content: Uint8Array },
  trust: Trust,
  now = NOW + DAY,
): Promise<readonly string[]> {
  const sha256 = present(parseSha256(sha256Of(file.bytes)))
  const artifact: FileArtifact = {
    kind: 'wheel',
    project: present(parseProjectName('acme-pay')),
    version: present(parseVersion('1.0')),
    filename: file.filename,
    sha256,
    size: null,
    channel: 'index',
    index: { url: 'https://packages.example/simple/', insecure: false },
    location: `https://files.example/${file.filename}`,
    namedByUser: false,
  }
  const kind = present(KIND_OF[evidence.form] ?? null)
  const all: readonly Evidence[] = [
    { kind, origin: { via: 'argument', where: 'test' }, bytes: evidence.content },
  ]
  const question = { artifact, evidence: all, offer: 'none' } as const
  const first = await verifyEvidence({ ...question, suffixed: [] }, trust, now)
  const answer =
    first.kind === 'facts'
      ? first
      : await verifyEvidence(
          {
            ...question,
            suffixed: first.wanted.map(({ algorithm, suffix }) => ({
              algorithm,
              suffix,
              digest: createHash(algorithm)
                .update(file.bytes)
                .update(Buffer.from(suffix, 'hex'))
                .digest('hex'),
            })),
          },
          trust,
          now,
        )
  if (answer.kind !== 'facts') throw new Error('facts were expected')
  return answer.facts.flatMap(codeOf)
}

function codeOf(fact: Fact): readonly string[] {
  if (fact.check !== 'signature' && fact.check !== 'attestation') return []
  if (fact.result === 'missing') return []
  return [fact.result === 'ok' ? 'ok' : fact.finding.code]
}
