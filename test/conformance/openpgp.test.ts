import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { keyringOf, parseKeys, trustOf } from '../../src/trust/index.ts'
import { codesOf, evidenceOf, NOW, signatureFactsOf } from '../verify/support.ts'
import { vectorsFolder } from './vectors.ts'

const FOLDER = vectorsFolder('openpgp')
const FILE = 'python-cryptography_38.0.4.orig.tar.gz'
const path = (name: string) => join(FOLDER ?? 'missing', name)

if (FOLDER === null) {
  test('the OpenPGP vector', (t) => {
    t.log('skipped 2 cases: ../shared/vectors/openpgp is not there')
    t.pass()
  })
} else {
  test('the release signature of cryptography 38.0.4: good, by a key that signed itself with SHA-1', async (t) => {
    const bytes = readFileSync(path(FILE))
    const evidence = [evidenceOf('openpgp-signature', readFileSync(path(`${FILE}.asc`)))]
    const keys = await parseKeys(readFileSync(path('python-cryptography.signing-key.asc')))
    const strict = trustOf([], [keyringOf('cryptography', { keys })])
    t.deepEqual(codesOf(await signatureFactsOf(bytes, evidence, strict, NOW), 'signature'), ['TC3115'])
    const allowed = keys.map((key) => ({ ...key, allowUnsafeSelfSignatures: true }))
    const allowing = trustOf([], [keyringOf('cryptography', { keys: allowed })])
    const facts = await signatureFactsOf(bytes, evidence, allowing, NOW)
    t.like(
      facts.find(({ check }) => check === 'signature'),
      {
        result: 'ok',
        fingerprint: '05FD9FA16CF757350D91A560235AE5F129F9ED98',
        owner: 'Paul Kehrer <paul.l.kehrer@gmail.com>',
        scheme: 'openpgp',
        claimedAt: 1_669_575_766,
      },
    )
    const changed = Buffer.from(bytes)
    changed[100] = (changed[100] ?? 0) ^ 1
    t.deepEqual(codesOf(await signatureFactsOf(changed, evidence, allowing, NOW), 'signature'), ['TC3111'])
  })

  test('gpgv finds the same signature good', (t) => {
    const scratch = mkdtempSync(join(tmpdir(), 'pip-trust-gpgv-'))
    try {
      const ring = join(scratch, 'ring.gpg')
      execFileSync(
        'gpg',
        ['--homedir', scratch, '--dearmor', '-o', ring, path('python-cryptography.signing-key.asc')],
        {
          stdio: 'ignore',
        },
      )
      execFileSync('gpgv', ['--keyring', ring, path(`${FILE}.asc`), path(FILE)], { stdio: 'ignore' })
      t.pass()
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
      t.log('skipped: gpg is not on this machine')
      t.pass()
    } finally {
      rmSync(scratch, { recursive: true })
    }
  })
}
