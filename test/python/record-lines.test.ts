import test from 'ava'
import { readRecordLines } from '../../src/python/index.ts'

const HASH = 'sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU'
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

test('paths, digests and lines without one', (t) => {
  t.deepEqual(readRecordLines(`a.py,${HASH},0\r\n"b,""c"".py",${HASH}=,0\nx/RECORD,,`), [
    { path: 'a.py', digest: { algorithm: 'sha256', hex: EMPTY } },
    { path: 'b,"c".py', digest: { algorithm: 'sha256', hex: EMPTY } },
    { path: 'x/RECORD', digest: null },
  ])
})

for (const text of [
  'a.py\n',
  'a.py,sha256=47DEQpj8,0,more\n',
  `a.py,${HASH},0\na.py,,\n`,
  'a.py,crc32=AAAA,0\n',
  'a.py,sha256=!!,0\n',
  ',,\n',
  '"a.py,,\n',
  'a.py,,\n\nb.py,,\n',
]) {
  test(`no RECORD: ${JSON.stringify(text)}`, (t) => {
    t.is(readRecordLines(text), null)
  })
}

test('lines are bounded', (t) => {
  const lines = (count: number): string => Array.from({ length: count }, (_, at) => `${at},,\n`).join('')
  t.is(readRecordLines(lines(200_000))?.length, 200_000)
  t.is(readRecordLines(lines(200_001)), null)
})
