import { readFile } from 'node:fs/promises'
import test from 'ava'
import { parseSigningConfig, readIdentityToken } from '../../../src/publish/sign/index.ts'
import { MAX_TOKEN_BYTES } from '../../../src/publish/sign/keyless/identity-token.ts'
import { isTokenPublisher, type TokenPublisher } from '../../../src/publish/sign/keyless/index.ts'
import { MAX_ANSWER_BYTES } from '../../../src/publish/sign/keyless/service.ts'
import { parseTrustedRoot } from '../../../src/trust/index.ts'
import type { Publisher } from '../../../src/verdict/index.ts'
import { serveWorld, type Sabotage } from '../../world/sigstore/index.ts'
import { NOW } from '../keys/support.ts'
import { OTHER, refused, signed, WORLD } from './keyless-support.ts'

const CA = '/fulcio/api/v2/signingCert'
const LOG = '/rekor/api/v1/log/entries'

test('a release is signed as whom the token names, and verifies by the instance’s root', async (t) => {
  const forms = ['publish', 'slsa', 'sigstore'] as const
  const { result, asked } = await signed(t, { forms, provenance: true })
  t.deepEqual(
    result.released.map(({ form }) => form),
    [...forms],
  )
  t.is(asked.filter((path) => path === CA).length, 1)
  t.is(asked.filter((path) => path === LOG).length, 3)
  t.is(asked.filter((path) => path === '/tsa').length, 3)
  for (const { path, form } of result.released) {
    const text = await readFile(path, 'utf8')
    t.is(text.includes('"verification_material"'), form !== 'sigstore')
    t.true(text.includes('"timestamps":["') || text.includes('"signedTimestamp"'))
  }
})

test('without provenance a publish attestation alone is made', async (t) => {
  const { result } = await signed(t)
  t.deepEqual(
    result.released.map(({ form, isDeterministic }) => [form, isDeterministic]),
    [['publish', false]],
  )
})

test('an instance that lies, fails or is another leaves nothing behind', async (t) => {
  const says =
    (body: string, status = 201) =>
    () => ({ body, status })
  const swapped = (from: RegExp, to: string) => (honest: Buffer) => ({
    body: honest.toString().replace(from, to),
  })
  const stranger = OTHER.services.enter({ kind: 'hashedrekord', apiVersion: '0.0.1', spec: {} })
  const attacks: Readonly<Record<string, Sabotage>> = {
    'Fulcio refuses': { [CA]: says('no', 403) },
    'Fulcio gives no JSON': { [CA]: says('<html>') },
    'Fulcio gives no certificate': {
      [CA]: says('{"signedCertificateEmbeddedSct":{"chain":{"certificates":["x"]}}}'),
    },
    'Fulcio sends elsewhere': { [CA]: () => ({ status: 302 }) },
    'Rekor refuses': { [LOG]: says('no', 500) },
    'Rekor gives nothing': { [LOG]: says('{}') },
    'Rekor gives another entry': { [LOG]: says(JSON.stringify(stranger)) },
    'Rekor gives another time': { [LOG]: swapped(/"integratedTime":\d+/, '"integratedTime":5') },
    'Rekor answers without end': { [LOG]: says(' '.repeat(MAX_ANSWER_BYTES + 1)) },
    'no time stamp': { '/tsa': says('no stamp') },
    'a time stamp of something else': { '/tsa': () => ({ body: OTHER.services.stamp(Buffer.alloc(64)) }) },
  }
  for (const [what, sabotage] of Object.entries(attacks))
    await t.throwsAsync(() => signed(t, { sabotage }), refused('service'), what)
  await t.throwsAsync(
    () => signed(t, { root: parseTrustedRoot('other', OTHER.trustedRoot) }),
    refused('service'),
  )
  await t.throwsAsync(() => signed(t, { claims: { iss: 'https://issuer.example' } }), refused('service'))
  await t.throwsAsync(() => signed(t, { forms: ['minisign'] }), refused('form'))
  await t.throwsAsync(() => signed(t, { forms: ['slsa'] }), refused('record'))
})

test('a token that is over, for somebody else, or none at all is not sent', async (t) => {
  const wrong = [{ exp: NOW }, { aud: 'pypi' }, { aud: [] }, { sub: 5 }, { iss: undefined }]
  for (const claims of wrong)
    await t.throwsAsync(() => signed(t, { claims }), refused('token'), JSON.stringify(claims))
  const served = await serveWorld(WORLD.services, NOW)
  t.teardown(served.close)
  for (const text of ['', 'a.b', 'a.b.c.d', 'a.!.c', `a.${'A'.repeat(MAX_TOKEN_BYTES)}.c`])
    t.throws(() => readIdentityToken(text, NOW), refused('token'), text.slice(0, 20))
  t.is(
    readIdentityToken(served.token({ aud: ['x', 'sigstore'], email: 'dana@acme.example' }), NOW).subject,
    'dana@acme.example',
  )
})

test('a signing configuration names services in force, over https or on this machine', (t) => {
  const mediaType = 'application/vnd.dev.sigstore.signingconfig.v0.2+json'
  const one = (url: string, further = {}) => [{ url, majorApiVersion: 1, ...further }]
  const config = (changes: object) =>
    Buffer.from(
      JSON.stringify({
        mediaType,
        caUrls: one('https://ca.example/'),
        rekorTlogUrls: one('https://log.example'),
        ...changes,
      }),
    )
  const read = (changes: object) => parseSigningConfig(config(changes), NOW)
  t.deepEqual(read({}), {
    authority: 'https://ca.example',
    logs: [{ url: 'https://log.example', version: 1 }],
    timestamps: [],
  })
  const past = { validFor: { start: '2020-01-01T00:00:00Z', end: '2021-01-01T00:00:00Z' } }
  t.is(
    read({ caUrls: [...one('https://old.example', past), ...one('https://new.example')] }).authority,
    'https://new.example',
  )
  const bad = [
    { caUrls: [] },
    { caUrls: one('https://old.example', past) },
    { rekorTlogUrls: [{ url: 'https://log.example', majorApiVersion: 3 }] },
    { caUrls: one('http://ca.example') },
    { caUrls: one('http://127.0.0.1.evil.example') },
    { caUrls: one('file:///etc/passwd') },
    { mediaType: 'x' },
    { caUrls: Array.from({ length: 17 }, () => one('https://ca.example')[0]) },
  ]
  for (const changes of bad)
    t.throws(() => read(changes), refused('service'), JSON.stringify(changes).slice(0, 100))
  t.throws(() => parseSigningConfig(Buffer.from('x'), NOW), refused('service'))
})

const base = { issuer: 'https://issuer.example', subject: 'somebody' }
const source = { commit: null, trigger: null, environment: null, repositoryId: null, ownerId: null }
const forge = { repository: 'acme/pay', workflow: 'release.yml' }

test('a certificate is of whom the token names in every part, or of somebody else', (t) => {
  const ref = 'refs/heads/main'
  const github: Publisher = { ...base, ...source, ...forge, kind: 'github', ref }
  const named: TokenPublisher = { ...forge, kind: 'github', refs: [ref] }
  t.true(isTokenPublisher(github, named))
  t.true(isTokenPublisher({ ...github, kind: 'gitlab' }, { ...named, kind: 'gitlab' }))
  const buildkite = { kind: 'buildkite', organization: 'acme', pipeline: 'pay' } as const
  const email = { kind: 'email', email: 'dana@acme.example' } as const
  t.true(isTokenPublisher({ ...base, ...buildkite, commit: null, trigger: null }, buildkite))
  t.true(isTokenPublisher({ ...base, ...email }, { ...email, issuer: base.issuer }))
  const others: readonly (readonly [Publisher, TokenPublisher])[] = [
    [{ ...github, kind: 'gitlab' }, named],
    [{ ...github, repository: 'evil/pay' }, named],
    [{ ...github, workflow: 'other.yml' }, named],
    [{ ...github, ref: 'refs/tags/v1' }, named],
    [{ ...github, ref: null }, named],
    [{ ...base, kind: 'other' }, named],
    [{ ...base, ...buildkite, organization: 'evil', commit: null, trigger: null }, buildkite],
    [{ ...base, ...buildkite, pipeline: 'other', commit: null, trigger: null }, buildkite],
    [
      { ...base, ...email, email: 'evil@acme.example' },
      { ...email, issuer: base.issuer },
    ],
    [
      { ...base, ...email, kind: 'google' },
      { ...email, issuer: base.issuer },
    ],
  ]
  for (const [publisher, token] of others)
    t.false(isTokenPublisher(publisher, token), JSON.stringify(publisher))
})
