import { createHash } from 'node:crypto'
import test from 'ava'
import { evaluate } from '../../../src/policy/index.ts'
import { trustOf, type Keyring } from '../../../src/trust/index.ts'
import { limits, verifyEvidence } from '../../../src/verify/index.ts'
import type { Fact, SignatureFact } from '../../../src/verdict/index.ts'
import { policyOf, question as policyQuestion, NOW as POLICY_NOW } from '../../policy/world.ts'
import { implicit, sequence } from '../../world/sigstore/der.ts'
import {
  createIssuing,
  createKey,
  revocationList,
  signCms,
  stampToken,
  TIME_STAMPING,
  type Holder,
} from '../../world/x509/index.ts'
import { artifactOf, codesOf, evidenceOf, sha256, signatureFactsOf } from '../support.ts'
import { CONTENT, keyringOfCase, NOW } from './cms-cases.ts'

const DAY = 86_400
const issuing = createIssuing(NOW)
const root = issuing.root('Acme Root CA')
const other = issuing.root('Other Root CA')
const issuer = issuing.authority('Acme Code CA', root)
const dana = issuing.signer('Dana', issuer, { email: 'dana@acme.example', notAfter: NOW + 30 * DAY })

const keyring = (name: string, roots: readonly Holder[], lists: readonly Buffer[] = []): Keyring =>
  keyringOfCase({ roots, lists }, name)
const signedBy = (...holders: readonly Holder[]): Buffer =>
  signCms(CONTENT, {
    signers: holders.map((holder) => ({ holder, signingTime: NOW - DAY })),
    certificates: [...holders, issuer],
  })

const factsBy = (keyrings: readonly Keyring[], bytes: Uint8Array, now = NOW): Promise<readonly Fact[]> =>
  signatureFactsOf(CONTENT, [evidenceOf('cms-signature', bytes)], trustOf([], keyrings), now)
const codes = async (keyrings: readonly Keyring[], bytes: Uint8Array): Promise<readonly string[]> =>
  codesOf(await factsBy(keyrings, bytes), 'signature')
const signatures = async (...args: Parameters<typeof factsBy>): Promise<readonly SignatureFact[]> =>
  (await factsBy(...args)).filter((fact) => fact.check === 'signature')

test('the fact names the key, the certificate, the owner, the keyrings and the claimed time', async (t) => {
  const keyrings = [keyring('acme', [root]), keyring('empty', []), keyring('both', [other, root])]
  const [fact] = await signatures(keyrings, signedBy(dana))
  t.like(fact, {
    result: 'ok',
    scheme: 'cms',
    fingerprint: sha256(dana.key.spki).toUpperCase(),
    signedBy: sha256(dana.der).toUpperCase(),
    keyrings: ['acme', 'both'],
    owner: 'dana@acme.example',
    claimedAt: NOW - DAY,
  })
})

test('the owner is the alternative name’s address, the subject’s, or the common name', async (t) => {
  const sam = issuing.signer('Sam', issuer, {
    email: 'old@acme.example',
    extensions: { '2.5.29.17': { value: sequence(implicit(1, Buffer.from('sam@acme.example'))) } },
  })
  const server = issuing.signer('Signing server 3', issuer)
  const facts = await signatures([keyring('acme', [root])], signedBy(sam, dana, server))
  t.deepEqual(
    facts.map((fact) => (fact.result === 'ok' ? fact.owner : fact.finding)),
    ['sam@acme.example', 'dana@acme.example', 'Signing server 3'],
  )
})

test('a proven time goes before a claimed one; without either it is the certificate’s beginning', async (t) => {
  const stamper = issuing.signer('stamps', root, {
    purposes: null,
    extensions: { '2.5.29.37': { critical: true, value: purposeOf(TIME_STAMPING) } },
  })
  const stamp = (signature: Buffer): Buffer => stampToken(signature, NOW - 9 * DAY, { stamper })
  const certificates = [dana, issuer]
  const stamped = signCms(CONTENT, {
    signers: [{ holder: dana, signingTime: NOW - DAY, stamp }],
    certificates,
  })
  const bare = signCms(CONTENT, { signers: [{ holder: dana, attributes: false }], certificates })
  const claims = await Promise.all(
    [stamped, bare].map(async (bytes) => {
      const [fact] = await signatures([keyring('acme', [root])], bytes)
      return fact?.result === 'ok' ? fact.claimedAt : null
    }),
  )
  t.deepEqual(claims, [NOW - 9 * DAY, NOW - 365 * DAY])
})

const purposeOf = (id: string): Buffer => {
  const [first = 0, second = 0, ...rest] = id.split('.').map(Number)
  const body = Buffer.from([first * 40 + second, ...rest])
  return sequence(Buffer.concat([Buffer.from([6, body.length]), body]))
}

test('whom one keyring’s CA revoked is refused, whatever another keyring knows', async (t) => {
  const list = (revoked: readonly Holder[], by: Holder): Buffer =>
    revocationList(by, { revoked, thisUpdate: NOW - DAY, nextUpdate: NOW + DAY })
  const knowing = keyring('knowing', [root], [list([dana], issuer), list([], root)])
  t.deepEqual(await codes([keyring('innocent', [root]), knowing], signedBy(dana)), ['TC3314'])
  t.deepEqual(await codes([keyring('innocent', [root])], signedBy(dana)), ['ok'])
})

test('a list that can’t be read stops its keyring, and no other', async (t) => {
  const broken = keyring('broken', [root], [Buffer.from('junk')])
  t.deepEqual(await codes([broken], signedBy(dana)), ['TC3316'])
  const [fact] = await signatures([broken, keyring('acme', [root])], signedBy(dana))
  t.like(fact, { result: 'ok', keyrings: ['acme'] })
})

test('facts are looked at again when a certificate or a list runs out', async (t) => {
  const ask = async (keyrings: readonly Keyring[], now: number): Promise<unknown> => {
    const artifact = artifactOf('a-1.0.tar.gz', sha256(CONTENT))
    const evidence = [evidenceOf('cms-signature', signedBy(dana))]
    const asked = { artifact, evidence, offer: 'none', suffixed: [] } as const
    const answer = await verifyEvidence(asked, trustOf([], keyrings), now)
    return answer.kind === 'facts' ? answer.recheckAfter : answer
  }
  const lists = [issuer, root].map((by) =>
    revocationList(by, { thisUpdate: NOW - DAY, nextUpdate: NOW + 2 * DAY }),
  )
  t.is(await ask([keyring('acme', [root])], NOW), NOW + 30 * DAY + 1)
  t.is(await ask([keyring('acme', [root], lists)], NOW), NOW + 2 * DAY + 1)
  const late = NOW + 31 * DAY
  t.is(await ask([keyring('acme', [root])], late), late + limits.CLOCK_SKEW_SECONDS)
})

test('another digest than sha256 is asked for, once, over the content alone', async (t) => {
  const signed = signCms(CONTENT, {
    signers: [
      { holder: dana, hash: 'sha512' },
      { holder: dana, hash: 'sha512', attributes: false },
    ],
    certificates: [dana, issuer],
  })
  const artifact = artifactOf('a-1.0.tar.gz', sha256(CONTENT))
  const evidence = [evidenceOf('cms-signature', signed)]
  const asked = { artifact, evidence, offer: 'none', suffixed: [] } as const
  const trust = trustOf([], [keyring('acme', [root])])
  t.deepEqual(await verifyEvidence(asked, trust, NOW), {
    kind: 'digests-wanted',
    wanted: [{ algorithm: 'sha512', suffix: '' }],
  })
  const digest = createHash('sha512').update(CONTENT).digest('hex')
  const suffixes = { '': ['ok', 'ok'], '00': null }
  for (const [suffix, expected] of Object.entries(suffixes)) {
    const suffixed = [{ algorithm: 'sha512', suffix, digest } as const]
    const answer = await verifyEvidence({ ...asked, suffixed }, trust, NOW)
    t.deepEqual(answer.kind === 'facts' ? codesOf(answer.facts, 'signature') : null, expected)
  }
})

test('a policy asks for these signatures as for any, and counts owners', async (t) => {
  const policy = policyOf(`identities:
  two: { kind: keyring, keyring: acme-release, atLeast: 2 }
requirements: { q: { signature: { by: [two] } } }
rules: [ { id: r, match: { project: ["*"] }, require: [q] } ]`)
  const decide = async (keyringName: string, ...holders: readonly Holder[]): Promise<string> => {
    const facts = await factsBy([keyring(keyringName, [root])], signedBy(...holders))
    const asked = policyQuestion(facts.filter(({ check }) => check === 'signature'))
    const { decision, code } = evaluate(asked, policy, POLICY_NOW)
    return `${decision} ${code}`
  }
  const again = issuing.signer('D.', issuer, { email: 'DANA@acme.example' })
  const kim = issuing.signer('Kim', issuer, { email: 'kim@acme.example' })
  t.is(await decide('acme-release', dana, kim), 'allow TC0000')
  t.is(await decide('acme-release', dana, again), 'block TC3202')
  t.is(await decide('acme-other', dana, kim), 'block TC3201')
  const forged = { ...kim, key: createKey() }
  t.is(await decide('acme-release', dana, kim, forged), 'block TC3311')
})

test('signers, certificates and time stamps are counted, up to their limits', async (t) => {
  const certificates = [dana, issuer]
  const bySigners = (count: number): Buffer =>
    signCms(CONTENT, { signers: Array.from({ length: count }, () => ({ holder: dana })), certificates })
  t.is((await codes([keyring('acme', [root])], bySigners(limits.MAX_CMS_SIGNERS))).length, 8)
  t.deepEqual(await codes([keyring('acme', [root])], bySigners(limits.MAX_CMS_SIGNERS + 1)), ['TC3310'])
  const withCertificates = (count: number): Buffer =>
    signCms(CONTENT, {
      signers: [{ holder: dana }],
      certificates: [...certificates, ...Array.from({ length: count - 2 }, () => other)],
    })
  t.deepEqual(await codes([keyring('acme', [root])], withCertificates(limits.MAX_CMS_CERTIFICATES)), ['ok'])
  const beyond = withCertificates(limits.MAX_CMS_CERTIFICATES + 1)
  t.deepEqual(await codes([keyring('acme', [root])], beyond), ['TC3310'])
  const stampedTimes = (count: number): Buffer =>
    signCms(CONTENT, {
      signers: [
        { holder: dana, stamp: () => Buffer.concat(Array.from({ length: count }, () => sequence())) },
      ],
      certificates,
    })
  t.deepEqual(await codes([keyring('acme', [root])], stampedTimes(limits.MAX_CMS_TIMESTAMPS)), ['ok'])
  t.deepEqual(await codes([keyring('acme', [root])], stampedTimes(limits.MAX_CMS_TIMESTAMPS + 1)), ['TC3310'])
  const huge = Buffer.alloc(limits.MAX_CMS_BYTES + 1, '-')
  t.deepEqual(await codes([keyring('acme', [root])], huge), ['TC3310'])
})

test('without a CA in any keyring there is nobody who could vouch', async (t) => {
  t.deepEqual(await codes([], signedBy(dana)), ['TC3312'])
  t.deepEqual(await codes([keyring('acme', [other])], signedBy(dana)), ['TC3312'])
})

test('all evidence of one artifact together has so many signatures verified and no more', async (t) => {
  const one = evidenceOf('cms-signature', signedBy(...Array.from({ length: 8 }, () => dana)))
  const evidence = Array.from({ length: 16 }, () => one)
  const facts = await signatureFactsOf(CONTENT, evidence, trustOf([], [keyring('acme', [root])]), NOW)
  const found = codesOf(facts, 'signature')
  t.is(found.length, 128)
  t.deepEqual([...new Set(found)], ['ok', 'TC3319'])
})
