import { createServer } from 'node:http'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { CliError } from '../../src/cli/cli-error.ts'
import { consumerOf } from '../../src/cli/release/consume.ts'
import { identitySigner } from '../../src/cli/release/identity-signer.ts'
import { keylessOf } from '../../src/cli/signing/index.ts'
import { sha256Of } from '../../src/encoding/index.ts'
import { writeFileAtomically } from '../../src/files/index.ts'
import { openLedger } from '../../src/publish/keys/index.ts'
import { ReleaseError } from '../../src/publish/release/release-error.ts'
import {
  keptSteps,
  runChain,
  type ReleaseFile,
  type Step,
  type StepName,
} from '../../src/publish/release/chain/index.ts'
import { signStep, verifyStep, type ReleaseSigner } from '../../src/publish/release/steps/index.ts'
import { SignError } from '../../src/publish/sign/index.ts'
import { listenOnLoopback } from '../world/index/loopback.ts'
import { createSigstoreWorld, serveWorld, type Sabotage, type ServedWorld } from '../world/sigstore/index.ts'
import { builtFiles, WHEEL } from './built-release.ts'
import { scratch, type Scratch } from './trustctl.ts'

const NOW = 1_790_000_000
const WORLD = await createSigstoreWorld({ now: NOW })
const LISTED = { repository: 'pypa/sampleproject' }
const WORKFLOW = 'pypa/sampleproject/.github/workflows/release.yml'
const CLAIMS = { ...LISTED, workflow_ref: `${WORKFLOW}@refs/heads/main` }
const GITHUB = {
  kind: 'github',
  repository: 'pypa/sampleproject',
  workflow: 'release.yml',
  refs: ['refs/heads/main'],
}
const INSTANCE = {
  keyless: true,
  'signing-config': 'config.json',
  'trusted-root': 'root.json',
  forms: null,
  hasKeys: false,
} as const

interface Stage extends Scratch {
  readonly served: ServedWorld
}

/** trustctl in a scratch home, beside an instance and a token of it. */
async function staged(
  t: ExecutionContext,
  { claims = CLAIMS, sabotage = {} }: { readonly claims?: object; readonly sabotage?: Sabotage } = {},
): Promise<Stage> {
  const served = await serveWorld(WORLD.services, NOW, sabotage)
  t.teardown(served.close)
  const own = await scratch(t, { fetch, now: () => NOW })
  await writeFileAtomically(join(own.cli.cwd, 'config.json'), served.tilesConfig)
  await writeFileAtomically(join(own.cli.cwd, 'root.json'), WORLD.trustedRoot)
  own.cli.env['SIGSTORE_ID_TOKEN'] = served.token({ ...claims })
  return { ...own, served }
}

const made = (name: StepName, files: readonly ReleaseFile[]): Step => ({
  name,
  inputs: () => Promise.resolve([]),
  run: () => Promise.resolve({ files, says: [] }),
})

/** The last two steps on a build that is there: what begins, and the records. */
async function released({ cli, folder }: Stage, signer: ReleaseSigner) {
  const begun: StepName[] = []
  const world = {
    now: () => NOW,
    onStep: (step: StepName, state: 'kept' | 'begins') => void (state === 'begins' && begun.push(step)),
    build: {
      now: () => NOW,
      temporary: folder,
      onProgress: () => undefined,
    },
    signer,
    ledger: openLedger(join(folder, 'ledger')),
    consume: consumerOf(cli),
    journal: () => Promise.resolve(),
  }
  const bill = { format: 'cyclonedx', spec: '1.6' } as const
  const wish = { forms: null, builder: 'urn:acme', bill, actor: 'tester' }
  const steps = [
    made('build', builtFiles()),
    made('reproduce', []),
    made('sbom', []),
    signStep(wish, world),
    verifyStep(world),
  ]
  const done = await runChain(steps, keptSteps(join(folder, 'steps')), world)
  return { begun, done }
}

test('signed as whom the token names: a consumer whose policy names them lets it in, and refuses other bytes', async (t) => {
  const own = await staged(t)
  const signer = await identitySigner(own.cli, INSTANCE)
  t.like(signer.identity, GITHUB)
  t.deepEqual(own.served.asked, [], 'nobody is asked before it is signed')
  const { done } = await released(own, signer)
  t.deepEqual(
    done[3]?.files.map(({ name }) => name),
    [`${WHEEL}.publish.attestation`, `${WHEEL}.slsa.attestation`],
  )
  const verdicts = done[4]?.record.says ?? []
  t.true(verdicts[0]?.startsWith(`${WHEEL}: TC0000`))
  t.true(verdicts[1]?.startsWith(`${WHEEL}, altered: TC2`))

  const asked = own.served.asked.length
  const again = await released(own, await identitySigner(own.cli, INSTANCE))
  t.deepEqual(again.begun, [], 'what is signed is kept')
  t.is(own.served.asked.length, asked)

  own.cli.env['SIGSTORE_ID_TOKEN'] = own.served.token({ ...CLAIMS, workflow_ref: `${WORKFLOW}@refs/heads/x` })
  const other = await identitySigner(own.cli, INSTANCE)
  await t.throwsAsync(released(own, other), { instanceOf: SignError, code: 'service' })
  // Signed as one and named to the consumer as another.
  own.cli.env['SIGSTORE_ID_TOKEN'] = own.served.token(CLAIMS)
  const { identity } = other
  const swapped = { ...signer, identity }
  await t.throwsAsync(released(own, swapped), { instanceOf: ReleaseError, code: 'not-verified' })
})

test('an instance that certifies somebody else than the token names, or nobody: nothing is released', async (t) => {
  for (const workflow_ref of [
    `${WORKFLOW}@refs/tags/v1`,
    'pypa/sampleproject/.github/workflows/other.yml@refs/heads/main',
  ]) {
    const own = await staged(t, { claims: { ...LISTED, workflow_ref } })
    const signer = await identitySigner(own.cli, INSTANCE)
    await t.throwsAsync(released(own, signer), { instanceOf: SignError, code: 'service' }, workflow_ref)
  }
  const away = await staged(t, { sabotage: { '/tiles/api/v2/log/entries': () => ({ status: 500 }) } })
  const signer = await identitySigner(away.cli, INSTANCE)
  await t.throwsAsync(released(away, signer), { instanceOf: SignError, code: 'service' })
  t.is((await openLedger(join(away.folder, 'ledger')).read()).entries.length, 0)
})

test('whom tokens name as policies do: forges, pipelines, mail addresses, and nobody else', async (t) => {
  const gitLab = {
    iss: 'https://gitlab.com',
    project_path: 'acme/group/pay',
    ci_config_ref_uri: 'gitlab.com/acme/group/pay//.gitlab-ci.yml@refs/tags/v1',
  }
  const forge = {
    kind: 'gitlab',
    repository: 'acme/group/pay',
    workflow: '.gitlab-ci.yml',
    refs: ['refs/tags/v1'],
  }
  const named: readonly (readonly [object, object | null])[] = [
    [gitLab, forge],
    [
      {
        ...gitLab,
        iss: 'https://git.acme.example',
        ci_config_ref_uri: gitLab.ci_config_ref_uri.replace('gitlab.com', 'git.acme.example'),
      },
      { ...forge, issuer: 'https://git.acme.example' },
    ],
    [
      { iss: 'https://agent.buildkite.com', organization_slug: 'acme', pipeline_slug: 'pay' },
      { kind: 'buildkite', organization: 'acme', pipeline: 'pay' },
    ],
    [
      { iss: 'https://accounts.google.com', email: 'ci@acme.example' },
      { kind: 'google', email: 'ci@acme.example' },
    ],
    [
      { iss: 'https://login.acme.example', email: 'dana@acme.example' },
      { kind: 'email', email: 'dana@acme.example', issuer: 'https://login.acme.example' },
    ],
    [{ ...LISTED, workflow_ref: 'evil/other/.github/workflows/release.yml@refs/heads/main' }, null],
    [{ repository: 'pypa/*', workflow_ref: 'pypa/*/.github/workflows/release.yml@refs/heads/main' }, null],
    [{ ...LISTED, workflow_ref: `${WORKFLOW}@refs/*` }, null],
    [{ ...LISTED, workflow_ref: WORKFLOW }, null],
    [
      { ...CLAIMS, ref: 'refs/tags/v1' },
      { ...GITHUB, refs: ['refs/tags/v1'] },
    ],
    [{ ...CLAIMS, ref: 'refs/tags/*' }, null],
    [{ ...CLAIMS, ref: 'main' }, null],
    [LISTED, null],
    [{ ...gitLab, iss: 'https://git.acme.example' }, null],
    [{ ...gitLab, iss: 'http://gitlab.com' }, null],
    [{ iss: 'https://login.acme.example', email: '*@acme.example' }, null],
    [{ iss: 'https://login.acme.example' }, null],
  ]
  const own = await staged(t)
  for (const [claims, expected] of named) {
    own.cli.env['SIGSTORE_ID_TOKEN'] = own.served.token({ ...claims })
    const { token } = await keylessOf(own.cli, INSTANCE)
    t.deepEqual(token.publisher, expected, JSON.stringify(claims))
  }
  await t.throwsAsync(identitySigner(own.cli, INSTANCE), { instanceOf: CliError, code: 'input' })
})

test('a job of GitHub’s is asked for its token each time anew; one of somebody else signs nothing', async (t) => {
  const own = await staged(t)
  const seen: string[] = []
  let answer: () => { status: number; body: string } = () => ({ status: 500, body: '' })
  const server = createServer((request, response) => {
    seen.push(`${request.url ?? ''} ${request.headers.authorization ?? ''}`)
    const { status, body } = answer()
    response.writeHead(status).end(body)
  })
  const { port, close } = await listenOnLoopback(server)
  t.teardown(close)
  const { SIGSTORE_ID_TOKEN: _gone, ...env } = own.cli.env
  const job = {
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 's3cret',
    ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/token?job=1`,
  }
  const cli = { ...own.cli, env: { ...env, ...job } }
  const value = (claims: object) => JSON.stringify({ value: own.served.token({ ...claims }) })
  answer = () => ({ status: 200, body: value(CLAIMS) })
  const keyless = await keylessOf(cli, INSTANCE)
  t.deepEqual(seen, ['/token?job=1&audience=sigstore Bearer s3cret'])
  answer = () => ({ status: 200, body: value({ ...CLAIMS, sub: 'repo:evil/other' }) })
  await t.throwsAsync(keyless.make(), { instanceOf: CliError, code: 'input' })
  answer = () => ({ status: 200, body: value({ ...CLAIMS, workflow_ref: `${WORKFLOW}@refs/heads/x` }) })
  await t.throwsAsync(keyless.make(), { instanceOf: CliError, code: 'input' })
  t.deepEqual(own.served.asked, [], 'a token of somebody else is not sent on')
  answer = () => ({ status: 200, body: value(CLAIMS) })
  await t.notThrowsAsync(keyless.make())
  t.is(seen.length, 4)
  for (const [status, body] of [
    [500, ''],
    [200, 'no json'],
    [200, '{}'],
    [200, '{"value":""}'],
  ] as const) {
    answer = () => ({ status, body })
    await t.throwsAsync(keylessOf(cli, INSTANCE), { instanceOf: SignError, code: 'service' }, body)
  }
  for (const url of ['http://packages.example/token', 'nowhere']) {
    const elsewhere = { ...cli, env: { ...cli.env, ACTIONS_ID_TOKEN_REQUEST_URL: url } }
    await t.throwsAsync(keylessOf(elsewhere, INSTANCE), { instanceOf: SignError, code: 'service' }, url)
  }
  const mute = { ...cli, env: { ...env, ACTIONS_ID_TOKEN_REQUEST_URL: job.ACTIONS_ID_TOKEN_REQUEST_URL } }
  await t.throwsAsync(keylessOf(mute, INSTANCE), { instanceOf: CliError, code: 'usage' })
  t.is(sha256Of(WORLD.trustedRoot), sha256Of(keyless.trustedRoot))
})

test('a release without what it needs to be signed is refused before anything is looked at', async (t) => {
  const own = await staged(t)
  const instance = ['--keyless', '--signing-config', 'config.json', '--trusted-root', 'root.json']
  for (const args of [
    ['--keyless'],
    [...instance, '--key', 'AB'],
    [...instance.slice(0, 4), 'nowhere'],
    [...instance, '--form', 'carved'],
  ])
    t.is((await own.call('release', ...args)).code, 2, args.join(' '))
  own.cli.env['SIGSTORE_ID_TOKEN'] = own.served.token({ ...CLAIMS, exp: NOW })
  t.like(await own.json('release', ...instance), { code: 2, value: { error: { code: 'token' } } })
  t.deepEqual(own.served.asked, [])
})
