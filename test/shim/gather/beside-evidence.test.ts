import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { besideEvidence } from '../../../shim/gather/beside-evidence.ts'
import { temporaryFolder } from '../../files/temporary-folder.ts'

test('signatures beside a local file are found by their suffix', async (t) => {
  const file = join(await temporaryFolder(t), 'a-1.0.tar.gz')
  for (const suffix of ['asc', 'p7s', 'provenance', 'txt']) await writeFile(`${file}.${suffix}`, suffix)
  const found = await besideEvidence(file)
  t.deepEqual(
    found.map(({ kind, origin }) => [kind, origin.where.slice(file.length)]),
    [
      ['openpgp-signature', '.asc'],
      ['cms-signature', '.p7s'],
      ['pep740-provenance', '.provenance'],
    ],
  )
})
