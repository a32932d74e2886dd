import test from 'ava'
import fc from 'fast-check'
import { parseTrustedRoot, trustOf } from '../../src/trust/index.ts'
import { limits } from '../../src/verify/index.ts'
import { createSigstoreWorld } from '../world/sigstore/index.ts'
import { artifactOf, codesOf, evidenceOf, factsOf, NOW } from './support.ts'

const FILE = 'sampleproject-4.0.0.tar.gz'
const DIGEST = '0a'.repeat(32)
const WISH = { filename: FILE, sha256: DIGEST }
const ARTIFACT = artifactOf(FILE, DIGEST)
const KINDS = ['pep740-attestation', 'pep740-provenance', 'sigstore-bundle'] as const
const MEGABYTE = 1024 * 1024

const setUp = async () => {
  const world = await createSigstoreWorld({ now: NOW })
  const trust = trustOf([parseTrustedRoot('world', world.trustedRoot)], [])
  const codes = async (...evidence: ReturnType<typeof evidenceOf>[]) =>
    codesOf(await factsOf({ artifact: ARTIFACT, evidence }, trust), 'attestation')
  return { world, trust, codes }
}

const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth))

/** What `act` took of this process's time, in milliseconds, and how much its memory grew, in bytes. */
const costOf = async (act: () => Promise<unknown>) => {
  const [before, memory] = [process.cpuUsage(), process.memoryUsage.rss()]
  await act()
  const { user, system } = process.cpuUsage(before)
  return { cpuMs: (user + system) / 1000, grownBytes: process.memoryUsage.rss() - memory }
}

test.serial('a bundle of 50 MB is refused by its size, unread', async (t) => {
  const { codes } = await setUp()
  const huge = Buffer.alloc(50 * MEGABYTE, '[')
  const { cpuMs, grownBytes } = await costOf(async () => {
    for (const kind of KINDS) t.deepEqual(await codes(evidenceOf(kind, huge)), ['TC2110'])
  })
  t.true(cpuMs < 200, `${cpuMs} ms`)
  t.true(grownBytes < 64 * MEGABYTE, `${grownBytes} bytes`)
})

test.serial('one hundred attestations are verified each, one more is refused as too many', async (t) => {
  const { world, codes } = await setUp()
  const provenance = (count: number) =>
    evidenceOf('pep740-provenance', world.provenance(Array.from({ length: count }, () => WISH)))
  const full = provenance(limits.MAX_ATTESTATIONS)
  let found: readonly string[] = []
  await costOf(async () => {
    found = await codes(full)
  })
  t.is(found.length, 100)
  t.true(found.every((code) => code === 'ok'))
  t.deepEqual(await codes(provenance(limits.MAX_ATTESTATIONS + 1)), ['TC2110'])
  const spread = await codes(full, evidenceOf('sigstore-bundle', Buffer.from('x')))
  t.is(spread.length, 101)
  t.is(spread.at(-1), 'TC2110')
})

test('the number of log entries and of time stamps is bounded', async (t) => {
  const { world, codes } = await setUp()
  const stamps = (count: number) =>
    codes(
      evidenceOf(
        'sigstore-bundle',
        world.stamped({ ...WISH, stamps: Array.from({ length: count }, () => ({})) }),
      ),
    )
  t.deepEqual(await stamps(limits.MAX_TIMESTAMPS), ['ok'])
  t.deepEqual(await stamps(limits.MAX_TIMESTAMPS + 1), ['TC2110'])
  const text = JSON.stringify(world.stamped(WISH))
  const entries = (count: number) => {
    const [, entry = ''] = /"tlogEntries":\[(.*)\],"timestampVerificationData"/.exec(text) ?? []
    const list = Array.from({ length: count }, () => entry).join(',')
    return codes(evidenceOf('sigstore-bundle', Buffer.from(text.replace(entry, list))))
  }
  t.deepEqual(await entries(1), ['ok'])
  t.deepEqual(await entries(limits.MAX_LOG_ENTRIES), ['TC2120'], 'the same entry, each time')
  t.deepEqual(await entries(limits.MAX_LOG_ENTRIES + 1), ['TC2110'])
})

test('depth is bounded, everywhere', async (t) => {
  const { world, codes } = await setUp()
  const predicate = (depth: number) =>
    codes(evidenceOf('pep740-attestation', world.attest({ ...WISH, predicate: nested(depth) })))
  t.deepEqual(await predicate(limits.MAX_EVIDENCE_DEPTH - 1), ['ok'])
  t.deepEqual(await predicate(limits.MAX_EVIDENCE_DEPTH), ['TC2110'])
})

const json = fc.json({ maxDepth: 6 })

test('no JSON and no bytes make it throw, or verify', async (t) => {
  const { codes } = await setUp()
  const anything = fc.oneof(
    json.map((text) => Buffer.from(text)),
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  )
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...KINDS), anything, async (kind, bytes) => {
      t.false((await codes(evidenceOf(kind, bytes))).includes('ok'))
    }),
    { numRuns: 400 },
  )
})

/** Puts a value in the place of the `at`th leaf or branch of a tree. */
const replaced = (tree: unknown, at: { left: number }, value: unknown): unknown => {
  at.left -= 1
  if (at.left === 0) return value
  if (Array.isArray(tree)) return tree.map((each: unknown) => replaced(each, at, value))
  if (typeof tree !== 'object' || tree === null) return tree
  return Object.fromEntries(Object.entries(tree).map(([key, each]) => [key, replaced(each, at, value)]))
}

test('no value in the place of another makes a bundle throw', async (t) => {
  const { world, codes } = await setUp()
  const bundles = [world.stamped(WISH), world.bundle(WISH), world.signMessage(Buffer.from('x'))]
  await fc.assert(
    fc.asyncProperty(fc.nat(2), fc.integer({ min: 1, max: 45 }), fc.jsonValue(), async (which, at, value) => {
      const bundle = replaced(bundles[which], { left: at }, value)
      t.is((await codes(evidenceOf('sigstore-bundle', bundle))).length, 1)
    }),
    { numRuns: 600 },
  )
})

test('no DER in the place of a certificate or time stamp makes a bundle throw, or say another thing', async (t) => {
  const { world, trust } = await setUp()
  const good = JSON.stringify(world.stamped(WISH))
  const judge = (text: string) =>
    factsOf({ artifact: ARTIFACT, evidence: [evidenceOf('sigstore-bundle', Buffer.from(text))] }, trust)
  const [honest] = await judge(good)
  t.is(honest?.result, 'ok')
  const fields = ['rawBytes', 'signedTimestamp', 'canonicalizedBody']
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...fields),
      fc.nat(),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }),
      async (field, cut, changes) => {
        const changed = good.replace(new RegExp(`"${field}":"([^"]*)"`), (_whole, text: string) => {
          const bytes = Buffer.from(text, 'base64')
          for (const [at, value] of changes) bytes[at % bytes.length] = value
          const kept = cut % 3 === 0 ? bytes.subarray(0, (cut % bytes.length) + 3) : bytes
          return `"${field}":"${kept.toString('base64')}"`
        })
        const [found] = await judge(changed)
        // A certificate that comes along with a time stamp, and isn't needed, may be anything.
        if (found?.result === 'ok') t.deepEqual(found, honest)
      },
    ),
    { numRuns: 500 },
  )
})
