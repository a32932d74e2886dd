/**
 * A whole life of keys: a directory of three people, a release that two sign, a machine that installs it under `strict`, a
 * stolen key, one person who revokes it, a rotation, the next release, and the old one that is still good.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  addKey,
  addPerson,
  initDirectory,
  publishDirectory,
  revokeInDirectory,
  signDrafts,
  verifyDirectory,
} from '../../../src/publish/directory/index.ts'
import { sequence } from '../../world/sigstore/der.ts'
import { makeWheel, type Distribution } from '../../world/index/index.ts'
import { createIssuing, signCms, stampToken, TIME_STAMPING, type Holder } from '../../world/x509/index.ts'
import { person, releaseKey, shown, type Person } from '../../publish/directory/people.ts'
import { served, story, until, type GuardedResult, type Scene } from '../harness/index.ts'

const DAY = 86_400

const POLICY = `apiVersion: trustctl/v1
kind: Policy
metadata: { name: acme, version: 1 }
extends: [preset:strict]
identities: { acme: { kind: keyring, keyring: acme-release, atLeast: 2 } }
requirements: { two-people: { signature: { by: [acme] } } }
rules: [{ id: ours, match: { project: [alpha] }, require: [two-people], onMissing: block, onUnavailable: block }]
availability: { revocations: { maxAge: 24h, warnAt: 12h, then: block } }
`

/** What came of one step. */
export interface Step {
  readonly what: string
  readonly outcome: string
}

/** Releases of alpha, each as an index serves it. */
export const RELEASES = ['1.0', '1.1', '2.0'].map((version) => makeWheel({ project: 'alpha', version }))

export const siteOf = () => ({ projects: [{ name: 'alpha', files: RELEASES.map((each) => served(each)) }] })

interface Company {
  readonly ca: Holder
  readonly stamper: Holder
  readonly signer: (name: string) => Holder
}

/** Lives it; `tell` hears every step. Throws where a step comes out otherwise. */
export async function live(scene: Scene, tell: (step: Step) => void): Promise<void> {
  const now = Math.floor(Date.now() / 1000)
  const folder = join(scene.home.work, 'keys')
  const evidence = join(scene.home.work, 'evidence')
  await mkdir(evidence)
  const company = companyAt(now)
  const [dana, erin, sam] = [person('dana'), person('erin', 'P-256'), person('sam')]
  const [byDana, byErin] = [company.signer('dana'), company.signer('erin')]

  await begin(folder, [dana, erin, sam], company, now)
  const code = (await verifyDirectory(folder, now)).introduction ?? ''
  tell({ what: 'a directory of dana, erin and sam; two must sign for keys, one may revoke', outcome: code })

  await release(evidence, RELEASES[0], [byDana, byErin], company, now - 10 * DAY)
  tell({ what: 'alpha 1.0 is released: signed by dana and erin, time-stamped', outcome: day(now - 10 * DAY) })

  await scene.home.writePolicy(POLICY)
  must(await scene.home.trustctl(['evidence', 'add', evidence]))
  must(await scene.home.trustctl(['directory', 'join', folder, '--introduction', code, '--name', 'acme']))
  const first = await install(scene, '1.0')
  tell({ what: 'a machine follows the directory, and installs alpha 1.0 under `strict`', outcome: first })
  const daemon = daemonOf(scene)

  await release(evidence, RELEASES[1], [byDana, byErin], company, now - 60)
  const wish = {
    fingerprint: sha256(byErin.key.spki).toUpperCase(),
    kind: 'hard',
    reason: 'compromised',
    compromisedSince: now - DAY,
    note: 'the laptop was stolen',
  } as const
  const seen = inForceCount(scene)
  const { path } = await revokeInDirectory(folder, wish, sam, now)
  tell({ what: 'erin’s key is stolen and signs alpha 1.1; sam alone revokes it', outcome: path })
  await until(() => inForceCount(scene) > seen, 'the revocation is in force')
  tell({ what: 'the machine installs alpha 1.1', outcome: await refused(scene, '1.1', 'TC3503') })

  const newErin = person('erin')
  await addPerson(folder, { name: 'erin', contact: null, publicKey: newErin.publicKey, roles: null }, now)
  for (const each of [dana, sam]) await signDrafts(folder, each, now)
  await publishDirectory(folder, sam, now)
  const rotated = (await verifyDirectory(folder, now)).roles.find(({ role }) => role === 'root')
  tell({
    what: 'erin gets new keys; dana and sam sign the next root',
    outcome: `root ${rotated?.version ?? 0}`,
  })
  await until(() => rootHeard(scene) === 2, 'the next root is followed')

  await release(evidence, RELEASES[2], [byDana, company.signer('erin')], company, now - 30)
  const next = await install(scene, '2.0')
  tell({ what: 'alpha 2.0 is signed by dana and erin’s new key; the machine installs it', outcome: next })
  const old = await install(scene, '1.0')
  tell({ what: 'alpha 1.0 again: erin’s old signature is proven to be older than the theft', outcome: old })
  if (daemonOf(scene) !== daemon) throw new Error('the daemon was started anew')
  tell({
    what: 'the daemon is the one from the beginning',
    outcome: 'never restarted',
  })
}

function companyAt(now: number): Company {
  const issuing = createIssuing(now)
  const ca = issuing.root('Acme Root CA')
  const stamper = issuing.signer('stamps', ca, {
    purposes: null,
    extensions: { '2.5.29.37': { critical: true, value: purposeOf(TIME_STAMPING) } },
  })
  return { ca, stamper, signer: (name) => issuing.signer(name, ca, { email: `${name}@acme.example` }) }
}

function purposeOf(id: string): Buffer {
  const [first = 0, second = 0, ...rest] = id.split('.').map(Number)
  const body = Buffer.from([first * 40 + second, ...rest])
  return sequence(Buffer.concat([Buffer.from([6, body.length]), body]))
}

async function begin(folder: string, people: readonly Person[], { ca }: Company, now: number): Promise<void> {
  const [dana, erin] = people
  if (dana === undefined || erin === undefined) throw new Error('three people keep it')
  await initDirectory(folder, { root: 2, keys: 2, policy: 2 }, now)
  for (const { name, contact, publicKey } of people)
    await addPerson(folder, { name, contact, publicKey, roles: null }, now)
  const lines = ca.der.toString('base64').match(/.{1,64}/g) ?? []
  const pem = `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
  const { record } = releaseKey(dana, {
    fingerprint: sha256(ca.der).toUpperCase(),
    kind: 'certificate',
    notBefore: now - 400 * DAY,
    signUntil: now + 300 * DAY,
    verifyUntil: now + 900 * DAY,
  })
  await addKey(folder, { record, publicFile: Buffer.from(pem), keyrings: ['acme-release'] }, shown, now)
  for (const each of [dana, erin]) await signDrafts(folder, each, now)
  await publishDirectory(folder, dana, now)
}

async function release(
  folder: string,
  wheel: Distribution | undefined,
  holders: readonly Holder[],
  { stamper }: Company,
  at: number,
): Promise<void> {
  if (wheel === undefined) throw new Error('there is such a release')
  const stamp = (signature: Buffer): Buffer => stampToken(signature, at, { stamper })
  const signers = holders.map((holder) => ({ holder, signingTime: at, stamp }))
  await writeFile(
    join(folder, `${wheel.filename}.p7s`),
    signCms(wheel.bytes, { signers, certificates: holders }),
  )
}

async function install(scene: Scene, version: string): Promise<string> {
  const result = await pip(scene, version)
  if (result.code !== 0 || result.codes.length > 0) throw new Error(story(result))
  return lastLine(result)
}

async function refused(scene: Scene, version: string, code: string): Promise<string> {
  const result = await pip(scene, version)
  if (result.code === 0 || result.codes.join(' ') !== code) throw new Error(story(result))
  return `${code}: ${lastLine(result)}`
}

async function pip(scene: Scene, version: string): Promise<GuardedResult> {
  return await scene.pip(['install', '--force-reinstall', '--no-deps', `alpha==${version}`])
}

function lastLine({ stderr }: GuardedResult): string {
  return stderr.trimEnd().split('\n').at(-1) ?? ''
}

/** How often something else came into force. */
function inForceCount({ home }: Scene): number {
  const log = readFileSync(home.paths.daemonLog, 'utf8')
  return log.split('configuration in force').length
}

/** Its process and when that began. */
function daemonOf({ home }: Scene): string {
  return readFileSync(home.paths.daemonLock, 'utf8')
}

/** The version of the root by which the directory was heard last. */
function rootHeard({ home }: Scene): number {
  const state = JSON.parse(readFileSync(join(home.paths.directoryStateDir, 'acme.json'), 'utf8'))
  return state.taken.versions.root
}

function must({
  code,
  stdout,
  stderr,
}: {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}): void {
  if (code !== 0) throw new Error(`${code}: ${stdout}${stderr}`)
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const day = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10)
