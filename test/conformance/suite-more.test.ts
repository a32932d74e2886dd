/**
 * What sigstore-conformance asks for beyond the cases that are handed out, by the names of its tests: made from the
 * vectors by one change each, and in the signing world.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import {
  parseTrustedRoot,
  publicGoodRoot,
  trustOf,
  type SigstoreRoot,
  type ValidityWindow,
} from '../../src/trust/index.ts'
import { valueAt, withValue, type Path } from '../verify/mutations/tree.ts'
import { artifactOf, codesOf, evidenceOf, factsOf, NOW, sha256 } from '../verify/support.ts'
import { createSigstoreWorld, type AttestWish, type Defect } from '../world/sigstore/index.ts'
import { SEED, vectorsFolder } from './vectors.ts'

const SUITE = vectorsFolder('sigstore/conformance')
const read = (...parts: readonly string[]): Buffer => readFileSync(join(SUITE ?? 'missing', ...parts))
const bundle = (name: string): unknown => JSON.parse(read(name, 'bundle.sigstore.json').toString())

const judge = async (content: unknown, root: SigstoreRoot, now = NOW): Promise<string> => {
  const artifact = artifactOf('a-1.0.tar.gz', sha256(read('a.txt')))
  const evidence = [evidenceOf('sigstore-bundle', content)]
  return codesOf(await factsOf({ artifact, evidence }, trustOf([root], []), now), 'attestation').join()
}

const ENTRY: Path = ['verificationMaterial', 'tlogEntries', 0]
const PROOF: Path = [...ENTRY, 'inclusionProof']
const CHECKPOINT: Path = [...PROOF, 'checkpoint', 'envelope']
const at = (...path: Path): Path => [...ENTRY, ...path]

interface Change {
  readonly name: string
  readonly path: Path
  readonly put: (old: unknown, other: unknown) => unknown
  readonly code: string
}

const flip = (old: unknown): string => {
  const bytes = Buffer.from(String(old), 'base64')
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
  return bytes.toString('base64')
}

/** `other` is the same place of another good bundle of the same log. */
const CHANGES: readonly Change[] = [
  { name: 'a log entry of another signature', path: ENTRY, put: (_old, other) => other, code: 'TC2119' },
  { name: 'no log entry', path: ENTRY, put: () => undefined, code: 'TC2117' },
  {
    name: 'an invalid promise',
    path: at('inclusionPromise', 'signedEntryTimestamp'),
    put: flip,
    code: 'TC2118',
  },
  {
    name: 'another time in the entry',
    path: at('integratedTime'),
    put: (old) => String(Number(old) + 1),
    code: 'TC2118',
  },
  { name: 'a time outside the certificate’s', path: at('integratedTime'), put: () => '1', code: 'TC2115' },
  { name: 'another body', path: at('canonicalizedBody'), put: (_old, other) => other, code: 'TC2119' },
  { name: 'no proof', path: PROOF, put: () => undefined, code: 'TC2118' },
  { name: 'a proof of another entry', path: PROOF, put: (_old, other) => other, code: 'TC2118' },
  { name: 'a proof without hashes', path: [...PROOF, 'hashes'], put: () => [], code: 'TC2118' },
  {
    name: 'a proof of another index',
    path: [...PROOF, 'logIndex'],
    put: (old) => String(Number(old) - 1),
    code: 'TC2118',
  },
  {
    name: 'a proof in a smaller tree',
    path: [...PROOF, 'treeSize'],
    put: (old) => String(Number(old) - 1),
    code: 'TC2118',
  },
  {
    name: 'an index behind the tree',
    path: [...PROOF, 'logIndex'],
    put: () => '999999999999',
    code: 'TC2118',
  },
  { name: 'another root', path: [...PROOF, 'rootHash'], put: flip, code: 'TC2118' },
  { name: 'no checkpoint', path: [...PROOF, 'checkpoint'], put: () => undefined, code: 'TC2118' },
  { name: 'the checkpoint of another tree', path: CHECKPOINT, put: (_old, other) => other, code: 'TC2118' },
  {
    name: 'a checkpoint without a signature',
    path: CHECKPOINT,
    put: (old) => String(old).split('—')[0],
    code: 'TC2118',
  },
  {
    name: 'a checkpoint of another origin',
    path: CHECKPOINT,
    put: (old) => `x${String(old)}`,
    code: 'TC2118',
  },
  { name: 'no such log', path: at('logId', 'keyId'), put: flip, code: 'TC2118' },
  {
    name: 'an entry of an unknown kind',
    path: at('kindVersion', 'kind'),
    put: () => 'rekord',
    code: 'TC2119',
  },
  {
    name: 'no certificate',
    path: ['verificationMaterial', 'certificate'],
    put: () => undefined,
    code: 'TC2110',
  },
  {
    name: 'a version that nobody wrote',
    path: ['mediaType'],
    put: () => 'application/vnd.dev.sigstore.bundle.v9+json',
    code: 'TC2121',
  },
]

const changed = (name: string, from: unknown, { path, put }: Pick<Change, 'path' | 'put'>): unknown => {
  const good = bundle(name)
  return withValue(good, path, put(valueAt(good, path), valueAt(from, path)))
}

const PUBLIC = publicGoodRoot(readFileSync(SEED))

/** The root with other windows for its logs, or its time stamp authorities. */
const logsWithin = (root: SigstoreRoot, valid: ValidityWindow): SigstoreRoot => ({
  ...root,
  logs: root.logs.map((each) => ({ ...each, valid })),
})
const stampsWithin = (root: SigstoreRoot, valid: ValidityWindow): SigstoreRoot => ({
  ...root,
  timestampAuthorities: root.timestampAuthorities.map((each) => ({ ...each, valid })),
})

const STAMPED = 'rekor2-timestamp-without-embedded-cert'
const ownRoot = (): SigstoreRoot => parseTrustedRoot('own', read(STAMPED, 'trusted_root.json'))

if (SUITE === null || !existsSync(SUITE)) {
  test('cases made from the vectors', (t) => {
    t.log(`skipped ${CHANGES.length} cases: ../shared/vectors/sigstore/conformance is not there`)
    t.pass()
  })
} else {
  for (const change of CHANGES) {
    test(`the good bundle with ${change.name} is ${change.code}`, async (t) => {
      const other = JSON.parse(
        readFileSync(join(SUITE, '..', 'py-assets', 'bundle_v3_github.whl.sigstore'), 'utf8'),
      )
      t.is(await judge(bundle('happy-path-v0.3'), PUBLIC), 'ok')
      t.is(await judge(changed('happy-path-v0.3', other, change), PUBLIC), change.code)
    })
  }

  test('a log counts from its beginning to its end, both included', async (t) => {
    const good = bundle('happy-path-v0.3')
    const seconds = Number(valueAt(good, at('integratedTime')))
    const within = (startMs: number, endMs: number) => judge(good, logsWithin(PUBLIC, { startMs, endMs }))
    t.is(await within(seconds * 1000, seconds * 1000), 'ok')
    t.is(await within(0, seconds * 1000 - 1), 'TC2118')
    t.is(await within(seconds * 1000 + 1, NOW * 1000), 'TC2118')
  })

  test('a trusted root that doesn’t say since when its log counts trusts it never', async (t) => {
    const name = 'trust-root-tlog-validity-end-inclusive'
    const text = read(name, 'trusted_root.json').toString()
    const judged = (root: string) => judge(bundle(name), parseTrustedRoot('own', Buffer.from(root)))
    t.is(await judged(text), 'ok')
    const tree: unknown = JSON.parse(text)
    const logs = valueAt(tree, ['tlogs'])
    const endless = (Array.isArray(logs) ? logs : []).map((each: unknown) =>
      withValue(each, ['publicKey', 'validFor', 'start'], undefined),
    )
    t.is(await judged(JSON.stringify(withValue(tree, ['tlogs'], endless))), 'TC2118')
  })

  test('a time stamp authority counts to its end, and borrows no other’s time', async (t) => {
    const [good, root] = [bundle(STAMPED), ownRoot()]
    const artifact = artifactOf('a-1.0.tar.gz', sha256(read('a.txt')))
    const [fact] = await factsOf(
      { artifact, evidence: [evidenceOf('sigstore-bundle', good)] },
      trustOf([root], []),
    )
    const signedMs = (fact?.check === 'attestation' && fact.result === 'ok' ? (fact.signedAt ?? 0) : 0) * 1000
    t.true(signedMs > 0)
    const ended = stampsWithin(root, { startMs: 0, endMs: signedMs - 1 })
    t.is(await judge(good, stampsWithin(root, { startMs: 0, endMs: signedMs })), 'ok')
    t.is(await judge(good, ended), 'TC2120')
    const other = parseTrustedRoot('other', (await createSigstoreWorld({ now: NOW })).trustedRoot)
    const lent = {
      ...ended,
      timestampAuthorities: [...other.timestampAuthorities, ...ended.timestampAuthorities],
    }
    t.is(await judge(good, lent), 'TC2120')
  })

  test('a time stamp alone is no entry in a log', async (t) => {
    t.is(await judge(changed(STAMPED, null, { path: ENTRY, put: () => undefined }), ownRoot()), 'TC2117')
  })

  test('the same log twice in a root changes nothing; none, or no certificate log, trusts nobody', async (t) => {
    const good = bundle('happy-path-v0.3')
    t.is(await judge(good, { ...PUBLIC, logs: [...PUBLIC.logs, ...PUBLIC.logs] }), 'ok')
    t.is(await judge(good, { ...PUBLIC, logs: [] }), 'TC2118')
    t.is(await judge(good, { ...PUBLIC, ctLogs: [] }), 'TC2116')
    t.is(await judge(good, { ...PUBLIC, authorities: [] }), 'TC2114')
  })
}

const FILE = 'sampleproject-4.0.0.tar.gz'
const DIGEST = '0a'.repeat(32)

const worldly = async (
  wish: Partial<AttestWish>,
  change: (root: SigstoreRoot) => SigstoreRoot = (root) => root,
) => {
  const world = await createSigstoreWorld({ now: NOW })
  const made = world.bundle({ filename: FILE, sha256: DIGEST, ...wish })
  const root = change(parseTrustedRoot('world', world.trustedRoot))
  const question = { artifact: artifactOf(FILE, DIGEST), evidence: [evidenceOf('sigstore-bundle', made)] }
  return codesOf(await factsOf(question, trustOf([root], [])), 'attestation').join()
}

const RECORDS: readonly (readonly [Defect | undefined, string])[] = [
  [undefined, 'ok'],
  ['body-other-signature', 'TC2119'],
  ['body-other-payload', 'TC2119'],
  ['body-other-certificate', 'TC2119'],
]

for (const [defect, code] of RECORDS) {
  test(`an envelope in a \`hashedrekord\` entry, ${defect ?? 'honest'}, is ${code}`, async (t) => {
    t.is(await worldly({ logged: 'hashedrekord', ...(defect === undefined ? {} : { defect }) }), code)
  })
}

test('a statement without a type, or of another, is no statement', async (t) => {
  t.is(await worldly({ defect: 'statement-no-type' }), 'TC2110')
  t.is(await worldly({ defect: 'statement-other-type' }), 'TC2121')
  t.is(await worldly({ defect: 'statement-not-json' }), 'TC2110')
})

test('of two authorities of one name the one counts that issued the certificate', async (t) => {
  const namesake = parseTrustedRoot('other', (await createSigstoreWorld({ now: NOW })).trustedRoot)
  const both = (root: SigstoreRoot): SigstoreRoot => ({
    ...root,
    authorities: [...namesake.authorities, ...root.authorities],
    ctLogs: [...namesake.ctLogs, ...root.ctLogs],
  })
  t.is(await worldly({}, both), 'ok')
  t.is(await worldly({}, (root) => ({ ...both(root), ctLogs: namesake.ctLogs })), 'TC2116')
  t.is(await worldly({}, (root) => ({ ...both(root), authorities: namesake.authorities })), 'TC2114')
})
