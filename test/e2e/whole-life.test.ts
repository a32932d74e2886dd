import test from 'ava'
import { live, siteOf, type Step } from './directory/life.ts'
import { openScene } from './harness/index.ts'

test('a key’s whole life: two sign, one is stolen, one person revokes, the next install is refused, the old release is good', async (t) => {
  const scene = await openScene(t, { site: siteOf() })
  const steps: Step[] = []
  await live(scene, (step) => steps.push(step))
  t.is(steps.length, 9)
  t.true(steps.some(({ outcome }) => outcome.startsWith('TC3503')))
})
