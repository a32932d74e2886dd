import test from 'ava'
import { EncodingError } from '../../src/encoding/index.ts'
import { importPublicKey } from '../../src/trust/index.ts'
import { FOLDER, judge, PRIMITIVES } from './wycheproof-cases.ts'

for (const [title, name, verify] of PRIMITIVES) {
  test(`Wycheproof: ${title}`, (t) => {
    if (FOLDER === null) {
      t.log('skipped: ../shared/vectors/wycheproof is not there')
      t.pass()
      return
    }
    const judged = judge(name, verify)
    t.true(judged.length > 100)
    t.deepEqual(
      judged.filter(({ found, expected }) => found !== expected),
      [],
    )
  })
}

test('keys of other kinds and sizes are not imported', (t) => {
  for (const hex of ['', '3003020101', '302a300506032b656e032100'.padEnd(88, '0')]) {
    t.throws(() => importPublicKey(Buffer.from(hex, 'hex')), { instanceOf: EncodingError })
  }
})
