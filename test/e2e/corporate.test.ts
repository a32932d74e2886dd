/**
 * What companies' machines have: one case of each topic, drawn from the seed; `scripts/corporate.ts` plays all. A topic whose
 * cases all take long is that script's alone.
 */
import test from 'ava'
import { CORPORATE_CASES } from './corporate/index.ts'
import { existingPairs, SAMPLE_SEED, seededNumber } from './harness/index.ts'

const topics = Map.groupBy(
  CORPORATE_CASES.filter(({ isLong = false }) => !isLong),
  ({ topic }) => topic,
)

for (const [topic, cases] of topics) {
  test.serial(`in companies' surroundings: ${topic}`, async (t) => {
    const pairs = await existingPairs()
    const playable = cases.filter(({ wanted = () => true }) => pairs.some(wanted))
    const played = playable[seededNumber(`${SAMPLE_SEED} ${topic}`, playable.length)]
    if (played === undefined) return t.fail(`nothing of ${topic} can be played here`)
    const fitting = pairs.filter(played.wanted ?? (() => true))
    const pair = fitting[seededNumber(`${SAMPLE_SEED} ${played.name}`, fitting.length)]
    if (pair === undefined) return t.fail(`no pip for «${played.name}»`)
    t.is(await played.play(pair), null, played.name)
  })
}
