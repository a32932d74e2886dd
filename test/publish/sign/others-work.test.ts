import { readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import test from 'ava'
import { sha256Of } from '../../../src/encoding/index.ts'
import { SignError } from '../../../src/publish/sign/index.ts'
import { SUFFIXES } from '../../../src/publish/sign/sign-artifact.ts'
import { NOW } from '../keys/support.ts'
import { newKey, stage } from './support.ts'

const refused = (code: string) => ({ instanceOf: SignError, code })

test('signatures that others made are not written over, in any form; what was made here is', async (t) => {
  const dana = [
    await newKey('plain', 'P-256'),
    await newKey('minisign', 'ed25519'),
    await newKey('openpgp', 'ed25519'),
  ]
  const sam = [
    await newKey('plain', 'P-256', { holder: 'sam', owner: 'Sam <sam@acme.example>' }),
    await newKey('minisign', 'ed25519', { holder: 'sam', owner: 'Sam <sam@acme.example>' }),
  ]
  const { open, sign, folder, wheel, ledger } = await stage(t)
  const own = await open(...dana)
  const theirs = await open(...sam)
  await sign(own, { forms: ['sigstore', 'minisign'] })
  await sign(own, { forms: ['sigstore', 'minisign'], at: NOW + 1 })
  const elsewhere = { ...ledger, read: async () => ({ ...(await ledger.read()), entries: [] }) }
  for (const form of ['sigstore', 'minisign'] as const) {
    const before = await readFile(`${wheel}${SUFFIXES[form]}`)
    await t.throwsAsync(() => sign(theirs, { forms: [form], ledger: elsewhere }), refused('write'), form)
    t.deepEqual(await readFile(`${wheel}${SUFFIXES[form]}`), before, form)
  }
  for (const form of ['publish', 'slsa', 'openpgp'] as const) {
    const path = `${wheel}${SUFFIXES[form]}`
    await writeFile(join(folder, 'a.intoto.json'), JSON.stringify(await provenanceOf(wheel)))
    await writeFile(path, '{"version":1,"verification_material":{}}')
    await t.throwsAsync(() => sign(own, { forms: [form] }), refused('write'), form)
    t.is(await readFile(path, 'utf8'), '{"version":1,"verification_material":{}}', form)
  }
})

/** SLSA provenance beside a file. */
async function provenanceOf(path: string): Promise<object> {
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: basename(path), digest: { sha256: sha256Of(await readFile(path)) } }],
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {},
  }
}
