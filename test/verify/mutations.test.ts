import test from 'ava'
import { oracleOf } from './mutations/javascript-oracle.ts'
import { goodBundles } from './mutations/good-bundles.ts'
import { mutations } from './mutations/run.ts'

const COUNT = 2000
const SEED = 20_261_001
/** The oracle takes twenty times as long. */
const SAMPLE = 150

test.serial(`of ${COUNT} mutations of good bundles none verifies, unless it says the same`, async (t) => {
  const bundles = await goodBundles()
  t.true(bundles.length >= 8)
  const forged: string[] = []
  let refused = 0
  for await (const { bundle, mutator, verdict, where, isForged } of mutations(bundles, COUNT, SEED)) {
    if (verdict !== 'ok') refused += 1
    if (isForged) forged.push(`${bundle.name} by ${mutator} at ${where.join(', ')}`)
  }
  t.deepEqual(forged, [])
  t.true(refused > COUNT / 2)
})

test.serial('@sigstore/verify refuses no mutation that verifies here', async (t) => {
  const bundles = (await goodBundles()).filter(
    ({ kind, files }) => kind === 'sigstore-bundle' && files !== null,
  )
  if (bundles.length === 0) {
    t.log('skipped: ../shared/vectors/sigstore is not there')
    t.pass()
    return
  }
  let made = 0
  const oracles = new Map(bundles.map((bundle) => [bundle, oracleOf(bundle)]))
  for (const [{ name, text }, judge] of oracles) t.is(judge(Buffer.from(text)), 'ok', name)
  for await (const { bundle, bytes, verdict, where } of mutations(bundles, SAMPLE, SEED)) {
    made += 1
    if (verdict !== 'ok') continue
    const theirs = oracles.get(bundle)?.(bytes)
    t.true(theirs === 'ok', `${bundle.name} at ${where.join(', ')}: ${theirs}`)
  }
  t.true(made > SAMPLE / 2)
})
