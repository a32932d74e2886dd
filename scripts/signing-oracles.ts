/**
 * `npm run oracles:signing`: what `trustctl sign` makes, and altered copies of it, beside other verifiers: gpgv, openssl,
 * minisign, cosign, sigstore-python and pypi-attestations. Needs the first three on PATH, Go and a Python; writes
 * docs/reference/signing.md to stdout.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { keyFolder, openLedger, openSigner, programs, type NewKey } from '../src/publish/keys/index.ts'
import {
  parseSigningConfig,
  readIdentityToken,
  signRelease,
  withKeys,
  withoutKeys,
  type Form,
  type Make,
  type OpenKey,
} from '../src/publish/sign/index.ts'
import { parseTrustedRoot, trustOf, type Trust } from '../src/trust/index.ts'
import { DAY, NOW, said } from '../test/publish/keys/support.ts'
import { certified, found, newKey, ROOT_PEM, trustIn } from '../test/publish/sign/support.ts'
import { makeWheel } from '../test/world/index/index.ts'
import { createSigstoreWorld, serveWorld } from '../test/world/sigstore/index.ts'
import { askGoOracles, findGoOracles, pinnedVersion } from './go-oracles.ts'
import { askOraclePython, findOraclePython } from './oracle-python.ts'
import { ALTERED, type Altered } from './signing-alterations.ts'

const folder = mkdtempSync(join(tmpdir(), 'pt-'))
const dist = join(folder, 'dist')
mkdirSync(dist)
const { filename, bytes } = makeWheel({ project: 'acme-pay', version: '1.0' })
const WHEEL = join(dist, filename)
writeFileSync(WHEEL, bytes)
const at = (name: string): string => join(folder, name)

interface Asked {
  readonly file: string
  readonly signature: string
  readonly key: string
  readonly root: string
}

type Oracle = (asked: Asked) => Promise<boolean>

interface Made {
  readonly what: string
  readonly form: Form
  readonly signature: Buffer
  /** What the other verifier is given: a public key, or a trusted root. */
  readonly publicText: string
  readonly trust: Trust
  /** Trust in somebody else. */
  readonly strangers: Trust
  readonly strangersText: string
  /** When it is looked at, seconds. */
  readonly now: number
  readonly oracle: { readonly name: string; readonly ask: Oracle } | null
}

const ran = (program: string, args: readonly string[]): boolean => {
  const { status, error } = spawnSync(program, args, { env: { ...process.env, GNUPGHOME: folder } })
  if (error !== undefined) throw error
  return status === 0
}

const gpgv: Oracle = async ({ file, signature, key }) => {
  ran('gpg', ['--batch', '--yes', '--dearmor', '-o', at('ring.gpg'), key])
  return ran('gpgv', ['--keyring', at('ring.gpg'), signature, file])
}
const minisign: Oracle = async ({ file, signature, key }) =>
  ran('minisign', ['-V', '-q', '-m', file, '-x', signature, '-p', key])
const openssl: Oracle = async ({ file, signature, key }) => {
  const form = ['-inform', 'DER', '-in', signature, '-content', file, '-CAfile', key, '-purpose', 'any']
  return ran('openssl', ['cms', '-verify', '-binary', '-out', '/dev/null', ...form])
}

const go = findGoOracles()
const python = findOraclePython()
const encoded = (path: string): string => readFileSync(path).toString('base64')

const cosignByKey: Oracle | null =
  go === null
    ? null
    : async ({ file, signature, key }) => {
        const question = { oracle: 'cosign', bytes: encoded(signature), artifact: file, root: '', key }
        return (await askGoOracles(go, [question]))[0] === 'ok'
      }
const cosignByRoot: Oracle | null =
  go === null
    ? null
    : async ({ file, signature, root }) => {
        const question = { oracle: 'cosign', bytes: encoded(signature), artifact: file, root }
        return (await askGoOracles(go, [question]))[0] === 'ok'
      }
const pypi: Oracle | null =
  python === null
    ? null
    : async ({ file, signature, root }) => {
        const question = {
          kind: 'pep740-attestation',
          bytes: encoded(signature),
          artifact: file,
          root,
          ownRoot: root,
        }
        return (await askOraclePython(python, [question]))[0] === 'ok'
      }

async function openedKey(key: NewKey): Promise<OpenKey> {
  const keys = keyFolder(at(`keys-${key.record.fingerprint.slice(0, 8)}`))
  await keys.add(key)
  const signer = await openSigner(key, keys, { env: {}, passphrase: said(), run: programs({}) })
  return { record: key.record, signer, publicFile: await keys.publicFile(key.record) }
}

async function signed(make: Make, now: number): Promise<Buffer> {
  const { released } = await signRelease({
    files: [WHEEL],
    make,
    now,
    actor: 'dana',
    requireRecord: false,
    output: null,
    ledger: openLedger(at('ledger')),
    progress: () => undefined,
  })
  const path = released[0]?.path ?? ''
  const content = readFileSync(path)
  rmSync(path)
  return content
}

async function byKey(
  what: string,
  form: Form,
  [key, stranger]: readonly [NewKey, NewKey],
  oracle: Made['oracle'],
): Promise<Made> {
  const now = NOW + DAY
  const make = withKeys({ keys: [await openedKey(key)], forms: [form], at: null, now })
  const isCertified = key.record.kind === 'certificate'
  return {
    what,
    form,
    signature: await signed(make, now),
    publicText: isCertified ? ROOT_PEM : key.publicText,
    trust: await trustIn(key),
    strangers: isCertified ? trustOf([], []) : await trustIn(stranger),
    strangersText: isCertified ? '' : stranger.publicText,
    now,
    oracle,
  }
}

const named = (name: string, ask: Oracle | null): Made['oracle'] => (ask === null ? null : { name, ask })

async function keyless(form: Form, oracle: Made['oracle']): Promise<Made> {
  // By the clock: sigstore-python looks at it.
  const now = Math.floor(Date.now() / 1000)
  const [world, other] = [await createSigstoreWorld({ now }), await createSigstoreWorld({ now })]
  const served = await serveWorld(world.services, now)
  const root = parseTrustedRoot('world', world.trustedRoot)
  const make = await withoutKeys({
    token: readIdentityToken(served.token(), now),
    services: parseSigningConfig(served.signingConfig, now),
    root,
    forms: [form],
    fetch,
    now: () => now,
  })
  const made = await signed(make, now)
  await served.close()
  return {
    what: `keyless, ${form === 'sigstore' ? 'Sigstore bundle' : 'PEP 740 attestation'}`,
    form,
    signature: made,
    publicText: Buffer.from(world.trustedRoot).toString(),
    trust: trustOf([root], []),
    strangers: trustOf([parseTrustedRoot('other', other.trustedRoot)], []),
    strangersText: Buffer.from(other.trustedRoot).toString(),
    now,
    oracle,
  }
}

interface Row {
  readonly what: string
  readonly altered: Altered | 'another key'
  readonly ours: string
  readonly theirs: string
}

async function judged(made: Made, altered: Altered, isStranger: boolean): Promise<Row> {
  const { signature: content, file } = ALTERED[altered](made.signature, bytes)
  const [path, key] = [at(filename), at('public')]
  writeFileSync(path, file)
  writeFileSync(at('signature'), content)
  writeFileSync(key, isStranger ? made.strangersText : made.publicText)
  const trust = isStranger ? made.strangers : made.trust
  const codes = await found(
    { filename: basename(path), bytes: file },
    { form: made.form, content },
    trust,
    made.now,
  )
  const isOurs = codes.length > 0 && codes.every((code) => code === 'ok')
  const asked = { file: path, signature: at('signature'), key, root: key }
  const theirs = made.oracle === null ? null : await made.oracle.ask(asked)
  return {
    what: made.what,
    altered: isStranger ? 'another key' : altered,
    ours: isOurs ? 'accepts' : `refuses${codes.length === 0 ? '' : ` (${codes.join(', ')})`}`,
    theirs: theirs === null ? 'not asked' : `${made.oracle?.name ?? ''} ${theirs ? 'accepts' : 'refuses'}`,
  }
}

async function rowsOf(made: Made): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (const altered of [
    'good',
    'one byte behind the file',
    'a bit of the signature',
    'cut in half',
  ] as const)
    rows.push(await judged(made, altered, false))
  rows.push(await judged(made, 'good', true))
  return rows
}

const pair = async (...wish: Parameters<typeof newKey>): Promise<readonly [NewKey, NewKey]> => [
  await newKey(...wish),
  await newKey(...wish),
]
const withCertificate = async (
  kind: 'p256' | 'p384' | 'rsa' | 'ed25519',
): Promise<readonly [NewKey, NewKey]> => {
  const key = await certified(kind)
  return [key, key]
}

const all: readonly Made[] = [
  await byKey('OpenPGP, Ed25519', 'openpgp', await pair('openpgp', 'ed25519'), named('gpgv', gpgv)),
  await byKey('OpenPGP, RSA', 'openpgp', await pair('openpgp', 'rsa'), named('gpgv', gpgv)),
  await byKey('CMS, P-256', 'cms', await withCertificate('p256'), named('openssl', openssl)),
  await byKey('CMS, P-384', 'cms', await withCertificate('p384'), named('openssl', openssl)),
  await byKey('CMS, RSA', 'cms', await withCertificate('rsa'), named('openssl', openssl)),
  await byKey('minisign', 'minisign', await pair('minisign', 'ed25519'), named('minisign', minisign)),
  await byKey(
    'Sigstore bundle, P-256',
    'sigstore',
    await pair('plain', 'P-256'),
    named('cosign', cosignByKey),
  ),
  await byKey('Sigstore bundle, RSA', 'sigstore', await pair('plain', 'rsa'), named('cosign', cosignByKey)),
  await byKey('DSSE, P-256', 'publish', await pair('plain', 'P-256'), null),
  await byKey('DSSE, Ed25519', 'publish', await pair('plain', 'ed25519'), null),
  await keyless('sigstore', named('cosign', cosignByRoot)),
  await keyless('publish', named('pypi-attestations', pypi)),
]
const rows: Row[] = []
for (const made of all) rows.push(...(await rowsOf(made)))
rmSync(folder, { recursive: true })

const isGood = ({ altered }: Row): boolean => altered === 'good'
const count = (which: readonly Row[], isTheirs: boolean, word: string): number =>
  which.filter(({ ours, theirs }) => (isTheirs ? theirs.endsWith(word) : ours.startsWith(word))).length
const [good, bad] = [rows.filter(isGood), rows.filter((row) => !isGood(row))]
const askedOf = (which: readonly Row[]): number => which.filter(({ theirs }) => theirs !== 'not asked').length
process.stdout.write(`# Signatures beside other verifiers

Made by \`npm run oracles:signing\`: what \`trustctl sign\` makes of one wheel, and altered copies of it, judged by pip-trust under trust in this
key alone and by another verifier: gpgv, openssl and minisign of this machine, cosign ${pinnedVersion('github.com/sigstore/cosign/v3')}, and pypi-attestations' own classes.
Bare envelopes (DSSE) have no verifier of files beside ours; what openssl says of their signatures stands in [plain keys](plain-keys.md).

Good ones: we accept ${count(good, false, 'accepts')} of ${good.length}, they accept ${count(good, true, 'accepts')} of ${askedOf(good)}.
Altered ones: we refuse ${count(bad, false, 'refuses')} of ${bad.length}, they refuse ${count(bad, true, 'refuses')} of ${askedOf(bad)}.

| signature | what was done | we | they |
|---|---|---|---|
${rows.map(({ what, altered, ours, theirs }) => `| ${what} | ${altered} | ${ours} | ${theirs} |`).join('\n')}
`)
process.exitCode =
  count(good, false, 'accepts') === good.length && count(bad, false, 'refuses') === bad.length ? 0 : 1
