/** Every road by which code reaches pip, each on one seeded pair of pip and Python; `scripts/matrix.ts` tries all pairs. */
import test from 'ava'
import { createSigstoreWorld } from '../world/sigstore/index.ts'
import { CHANNEL_CASES } from './channels/index.ts'
import { openScene, trustWorld } from './harness/index.ts'

for (const { name, scene, unsupported, run } of CHANNEL_CASES) {
  test.serial(name, async (t) => {
    const world = await createSigstoreWorld()
    const opened = await openScene(t, { ...scene(world), wanted: (pair) => !unsupported?.(pair) })
    await trustWorld(opened.home, world)
    await t.notThrowsAsync(run(opened, world))
  })
}
