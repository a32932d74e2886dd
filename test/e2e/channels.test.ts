/** A seeded sample of the roads by which code reaches pip, each on one seeded pair; `scripts/matrix.ts` tries all. */
import test from 'ava'
import { createSigstoreWorld } from '../world/sigstore/index.ts'
import { CHANNEL_CASES, CHANNELS, LEAKS, sampledCases } from './channels/index.ts'
import { existingPairs, openScene, trustWorld } from './harness/index.ts'

const SAMPLED_ROADS = 6

for (const { name, scene, unsupported, run } of sampledCases(SAMPLED_ROADS)) {
  test.serial(name, async (t) => {
    const can = (await existingPairs()).filter((pair) => !unsupported?.(pair))
    if (can.length === 0) {
      t.pass('no pair of this machine can try it')
      return
    }
    const world = await createSigstoreWorld()
    const opened = await openScene(t, { ...scene(world), wanted: (pair) => !unsupported?.(pair) })
    await trustWorld(opened.home, world)
    await t.notThrowsAsync(run(opened, world))
  })
}

test('every row has a name of its own, and every known leak has a row', (t) => {
  const names = CHANNEL_CASES.map(({ name }) => name)
  t.is(new Set(names).size, names.length)
  t.deepEqual(
    LEAKS.filter(({ row }) => !names.includes(row)),
    [],
  )
  t.true(CHANNELS.every(({ cases, sentence }) => cases.length > 0 && sentence.length > 0))
})

test('the sample is of the seed alone, and holds as many rows as are asked for', (t) => {
  t.deepEqual(sampledCases(SAMPLED_ROADS), sampledCases(SAMPLED_ROADS))
  t.is(sampledCases(SAMPLED_ROADS).length, SAMPLED_ROADS)
  t.is(sampledCases(10_000).length, CHANNEL_CASES.length)
})
