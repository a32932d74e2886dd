/**
 * `npm run oracles:signing`: what `trustctl sign` makes, and altered copies of it, beside other verifiers: gpgv, openssl,
 * minisign, cosign, sigstore-python and pypi-attestations. Needs the first three on PATH, Go and a Python; writes
 * docs/reference/signing.md to stdout.
 */
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
import { pinnedVersion } from './go-oracles.ts'
import { ALTERED, type Altered } from './signing-alterations.ts'
import { findJudges, type Instance, type Judge } from './signing-judges.ts'

const folder = mkdtempSync(join(tmpdir(), 'pt-'))
const dist = join(folder, 'dist')
mkdirSync(dist)
const { filename, bytes } = makeWheel({ project: 'acme-pay', version: '1.0' })
const WHEEL = join(dist, filename)
writeFileSync(WHEEL, bytes)
const at = (name: string): string => join(folder, name)

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
  /** None where nobody else verifies such files. */
  readonly judges: readonly Judge[]
}

const REKOR_1: Instance = { name: 'Rekor v1', isStamped: false }
const REKOR_2: Instance = { name: 'Rekor v2', isStamped: true }
const judges = findJudges(folder)

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
  of: Made['judges'],
): Promise<Made> {
  const now = NOW + DAY
  const make = withKeys({ keys: [await openedKey(key)], forms: [form], at: null, stamp: null, now })
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
    judges: of,
  }
}

async function keyless(form: Form, instance: Instance): Promise<Made> {
  // By the clock: sigstore-python looks at it.
  const now = Math.floor(Date.now() / 1000)
  const [world, other] = [await createSigstoreWorld({ now }), await createSigstoreWorld({ now })]
  const served = await serveWorld(world.services, now)
  const root = parseTrustedRoot('world', world.trustedRoot)
  const make = await withoutKeys({
    token: readIdentityToken(served.token(), now),
    services: parseSigningConfig(instance.isStamped ? served.tilesConfig : served.signingConfig, now),
    root,
    forms: [form],
    fetch,
    now: () => now,
  })
  const made = await signed(make, now)
  await served.close()
  return {
    what: `keyless, ${instance.name}, ${form === 'sigstore' ? 'Sigstore bundle' : 'PEP 740 attestation'}`,
    form,
    signature: made,
    publicText: Buffer.from(world.trustedRoot).toString(),
    trust: trustOf([root], []),
    strangers: trustOf([parseTrustedRoot('other', other.trustedRoot)], []),
    strangersText: Buffer.from(other.trustedRoot).toString(),
    now,
    judges: judges.keyless(form, instance),
  }
}

interface Row {
  readonly what: string
  readonly altered: Altered | 'another key'
  readonly ours: string
  readonly theirs: readonly { readonly name: string; readonly word: 'accepts' | 'refuses' }[]
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
  const theirs: Row['theirs'][number][] = []
  for (const { name, ask } of made.judges)
    theirs.push({ name, word: (await ask(asked)) ? 'accepts' : 'refuses' })
  return {
    what: made.what,
    altered: isStranger ? 'another key' : altered,
    ours: isOurs ? 'accepts' : `refuses${codes.length === 0 ? '' : ` (${codes.join(', ')})`}`,
    theirs,
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
  await byKey('OpenPGP, Ed25519', 'openpgp', await pair('openpgp', 'ed25519'), judges.openPgp),
  await byKey('OpenPGP, RSA', 'openpgp', await pair('openpgp', 'rsa'), judges.openPgp),
  await byKey('CMS, P-256', 'cms', await withCertificate('p256'), judges.cms),
  await byKey('CMS, P-384', 'cms', await withCertificate('p384'), judges.cms),
  await byKey('CMS, RSA', 'cms', await withCertificate('rsa'), judges.cms),
  await byKey('minisign', 'minisign', await pair('minisign', 'ed25519'), judges.minisign),
  await byKey('Sigstore bundle, P-256', 'sigstore', await pair('plain', 'P-256'), judges.keyBundle),
  await byKey('Sigstore bundle, RSA', 'sigstore', await pair('plain', 'rsa'), judges.keyBundle),
  await byKey('DSSE, P-256', 'publish', await pair('plain', 'P-256'), []),
  await byKey('DSSE, Ed25519', 'publish', await pair('plain', 'ed25519'), []),
  await keyless('sigstore', REKOR_1),
  await keyless('publish', REKOR_1),
  await keyless('sigstore', REKOR_2),
  await keyless('publish', REKOR_2),
]
const rows: Row[] = []
for (const made of all) rows.push(...(await rowsOf(made)))
rmSync(folder, { recursive: true })

const isGood = ({ altered }: Row): boolean => altered === 'good'
const count = (which: readonly Row[], isTheirs: boolean, word: string): number =>
  isTheirs
    ? which.flatMap(({ theirs }) => theirs.filter((each) => each.word === word)).length
    : which.filter(({ ours }) => ours.startsWith(word)).length
const theirWords = ({ theirs }: Row): string =>
  theirs.length === 0 ? 'not asked' : theirs.map(({ name, word }) => `${name} ${word}`).join(', ')
const [good, bad] = [rows.filter(isGood), rows.filter((row) => !isGood(row))]
const askedOf = (which: readonly Row[]): number => which.flatMap(({ theirs }) => theirs).length
process.stdout.write(`# Signatures beside other verifiers

Made by \`npm run oracles:signing\`: what \`trustctl sign\` makes of one wheel, and altered copies of it, judged by pip-trust under trust in this
key alone and by other verifiers: gpgv, openssl and minisign of this machine, cosign ${pinnedVersion('github.com/sigstore/cosign/v3')}, sigstore-python and
pypi-attestations' own classes. Attestations with an entry of Rekor v2 are shown to cosign and sigstore-python, in a Sigstore bundle of the same parts:
pypi-attestations reads no time stamps.
Bare envelopes (DSSE) have no verifier of files beside ours; what openssl says of their signatures stands in [plain keys](plain-keys.md).

Good ones: we accept ${count(good, false, 'accepts')} of ${good.length}, they accept ${count(good, true, 'accepts')} of ${askedOf(good)}.
Altered ones: we refuse ${count(bad, false, 'refuses')} of ${bad.length}, they refuse ${count(bad, true, 'refuses')} of ${askedOf(bad)}.

| signature | what was done | we | they |
|---|---|---|---|
${rows.map((row) => `| ${row.what} | ${row.altered} | ${row.ours} | ${theirWords(row)} |`).join('\n')}
`)
process.exitCode =
  count(good, false, 'accepts') === good.length && count(bad, false, 'refuses') === bad.length ? 0 : 1
