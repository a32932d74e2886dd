import test from 'ava'
import { cmsCases } from './cms-cases.ts'
import { ourVerdict } from './our-verdict.ts'

for (const each of cmsCases()) {
  test(each.name, async (t) => {
    t.is(await ourVerdict(each), each.expected)
  })
}
