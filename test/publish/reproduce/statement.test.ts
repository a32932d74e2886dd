import test from 'ava'
import { isJsonObject, parseJson, sha256Of, type JsonObject } from '../../../src/encoding/index.ts'
import { signerOf } from '../../../src/publish/keys/index.ts'
import { rebuildStatement, type Reproduction } from '../../../src/publish/reproduce/index.ts'
import { readPublishedWheel } from '../../../src/publish/reproduce/plan/index.ts'
import { signEnvelope } from '../../../src/publish/sign/index.ts'
import { artifactOf, evidenceOf, factsOf } from '../../verify/support.ts'
import { pemPair, plainKey, ringOf, trusting } from '../../verify/plain/signing.ts'
import { wheel } from '../difference/artifacts.ts'

const NAME = 'foo-1.0-py3-none-any.whl'
const BYTES = wheel()
const ACME = pemPair('ed25519')
const TRUST = trusting(ringOf('acme', plainKey(ACME, 'Acme <rebuild@acme.example>')))
const LIMITS = { maxBytes: 1024 ** 2, maxDepth: 10 }
const SIGNER = signerOf(ACME.secret)

async function reproduction(grade: Reproduction['grade']): Promise<Reproduction> {
  const published = await readPublishedWheel({ filename: NAME, bytes: BYTES })
  const attempt = { kind: 'epoch', zoneSeconds: 0, asOnWindows: false, wheelTag: null } as const
  const sha256 = sha256Of(Buffer.from('a tool'))
  const tools = {
    asOf: '2024-01-02T00:00:00Z',
    python: '3.12',
    platform: 'linux-x86_64',
    installer: { version: '26.3', sha256 },
    requires: [],
    dynamic: { sdist: [], wheel: [] },
    wheels: [],
  }
  const best = {
    kind: 'built',
    tools,
    attempt,
    rebuilt: { filename: NAME, bytes: BYTES },
    comparison: { grade: 'identical', differences: [] },
  } as const
  const source = { kind: 'sdist', filename: 'foo-1.0.tar.gz', sha256 } as const
  return { published, source, isolation: 'bubblewrap', grade, best, trials: [best] }
}

/** Result and code of each rebuild fact that our verifier finds. */
async function told(envelope: string, bytes: Uint8Array = BYTES): Promise<readonly string[]> {
  const content: unknown = JSON.parse(envelope)
  const facts = await factsOf(
    { artifact: artifactOf(NAME, sha256Of(bytes)), evidence: [evidenceOf('rebuild-statement', content)] },
    TRUST,
  )
  return facts.flatMap((fact) =>
    fact.check === 'rebuild' ? [fact.result === 'ok' ? 'ok' : `${fact.result} ${fact.finding.code}`] : [],
  )
}

const stated = async (): Promise<string> =>
  await signEnvelope(
    rebuildStatement(await reproduction('identical'), 'https://rebuild.acme.example/one'),
    [SIGNER],
    null,
  )

test('an identical rebuild is stated in a form that policies count', async (t) => {
  t.deepEqual(await told(await stated()), ['ok'])
})

test('it counts for no other bytes, and for nobody when it is altered', async (t) => {
  const envelope = await stated()
  t.deepEqual(await told(envelope, Buffer.from('other bytes')), ['missing TC2511'])
  const parsed = objectIn(envelope)
  const payload = Buffer.from(textIn(parsed, 'payload'), 'base64').toString().replace('"foo"', '"bar"')
  const altered = JSON.stringify({ ...parsed, payload: Buffer.from(payload).toString('base64') })
  t.deepEqual(await told(altered), ['invalid TC2513'])
})

function textIn(object: JsonObject, key: string): string {
  const value = object[key]
  return typeof value === 'string' ? value : ''
}

function objectIn(text: string): JsonObject {
  const value = parseJson(Buffer.from(text), LIMITS)
  if (!isJsonObject(value)) throw new Error('no object')
  return value
}

test('source and tools are named with their digests', async (t) => {
  const statement = parseJson(rebuildStatement(await reproduction('identical'), 'urn:x'), LIMITS)
  const materials = [{ name: 'foo-1.0.tar.gz', digest: { sha256: sha256Of(Buffer.from('a tool')) } }]
  t.like(statement, { predicate: { buildDefinition: { resolvedDependencies: materials } } })
})

for (const grade of ['container', 'explained', 'different', 'unbuilt'] as const) {
  test(`a rebuild that is graded ${grade} is not stated`, async (t) => {
    const found = await reproduction(grade)
    t.throws(() => rebuildStatement(found, 'urn:x'), { code: 'statement' })
  })
}

test('the same statement by the same key is the same file', async (t) => {
  t.is(await stated(), await stated())
})
