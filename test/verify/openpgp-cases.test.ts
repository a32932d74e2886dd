/** Each case of docs/reference/openpgp.md that needs no other program; `scripts/openpgp-cases.ts` asks gpgv and sq too. */
import test from 'ava'
import { CASES, ourCodes } from './openpgp-cases/index.ts'

for (const { group, name, right, make } of CASES) {
  test(`${group}: ${name}`, async (t) => {
    t.deepEqual(await ourCodes(await make()), right)
  })
}
