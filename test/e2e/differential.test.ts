/** A seeded sample of the command lines that `npm run differential` runs whole, on the newest pip and on the oldest. */
import test from 'ava'
import { FAMILIES, openRoom, play } from '../../scripts/differential/index.ts'
import { existingPairs, pairName, seededNumber, SAMPLE_SEED } from './harness/index.ts'

/** Lines of each pip. */
const SAMPLE = 3
/** Lines that wait for a server are left to the script. */
const SLOW = /slow|failing|127\.0\.0\.1:9|--no-build-isolation|git |PIP_CERT|missing\.pem/

const lines = Object.values(FAMILIES)
  .flat()
  .filter((line) => !SLOW.test(JSON.stringify(line)))

test.serial('pip through the front is pip', async (t) => {
  const pairs = await existingPairs()
  const chosen = new Set([pairs[0], pairs.at(-1)].filter((pair) => pair !== undefined))
  for (const pair of chosen) {
    const room = await openRoom(pair)
    t.teardown(room.close)
    const order = ({ run }: { run: string }): number =>
      seededNumber(`${SAMPLE_SEED} ${pairName(pair)} ${run}`, 2 ** 31)
    for (const line of lines.toSorted((a, b) => order(a) - order(b)).slice(0, SAMPLE)) {
      const { mark, differences } = await play(line, room)
      t.true(mark === 'same' || mark === 'explained', `${pairName(pair)}: ${line.run}: ${mark}`)
      if (mark === 'differs') t.log(differences)
    }
  }
})
