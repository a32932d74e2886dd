import test from 'ava'
import { parseSha256, sha256Of } from '../../src/encoding/index.ts'

// FIPS 180-4, the digest of nothing
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

test('digests are lower-case hex', (t) => {
  t.is(String(sha256Of(new Uint8Array(0))), EMPTY)
  t.is(parseSha256(EMPTY), sha256Of(new Uint8Array(0)))
})

for (const text of ['', EMPTY.toUpperCase(), EMPTY.slice(1), `${EMPTY}0`, `${EMPTY}\n`, `sha256:${EMPTY}`]) {
  test(`no digest: ${JSON.stringify(text)}`, (t) => {
    t.is(parseSha256(text), null)
  })
}
