import { execFileSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { decodePem, encodeBase64 } from '../../../src/encoding/index.ts'
import {
  decryptPrivateKey,
  encryptPrivateKey,
  ITERATIONS,
  MAX_ITERATIONS,
  MAX_KEY_FILE_BYTES,
} from '../../../src/publish/keys/encrypted-pem.ts'
import { KeysError } from '../../../src/publish/keys/index.ts'
import { temporaryFolder } from '../../files/temporary-folder.ts'
import { PASSPHRASE, SECRET } from './support.ts'

const { privateKey } = generateKeyPairSync('ed25519')
const der = privateKey.export({ type: 'pkcs8', format: 'der' })
const malformed = { instanceOf: KeysError, code: 'key-file' }

/** The three bytes of the iterations in another number's place. */
function withIterations(pem: string, bytes: readonly number[]): Buffer {
  const { label, bytes: body } = decodePem(pem)
  const at = Buffer.from(body).indexOf(
    Buffer.from([0x02, 0x03, ...[16, 8, 0].map((by) => (ITERATIONS >> by) & 255)]),
  )
  const changed = Buffer.from(body)
  Buffer.from(bytes).copy(changed, at + 2)
  return Buffer.from(`-----BEGIN ${label}-----\n${encodeBase64(changed)}\n-----END ${label}-----\n`)
}

test('a key comes out again with its passphrase alone, and OpenSSL reads it too', async (t) => {
  const pem = await encryptPrivateKey(privateKey, SECRET)
  t.false(pem.includes(encodeBase64(der).slice(20, 40)))
  const opened = await decryptPrivateKey(Buffer.from(pem), SECRET)
  t.deepEqual(opened?.export({ type: 'pkcs8', format: 'der' }), der)
  t.is(await decryptPrivateKey(Buffer.from(pem), Buffer.from('another')), null)
  const file = join(await temporaryFolder(t), 'key.pem')
  await writeFile(file, pem)
  const read = execFileSync('openssl', ['pkey', '-in', file, '-passin', 'env:PASS', '-outform', 'DER'], {
    env: { ...process.env, PASS: PASSPHRASE },
  })
  t.deepEqual(read, der)
  t.not(await encryptPrivateKey(privateKey, SECRET), pem)
})

test('a file is bounded: its size, and how long it keeps the reader busy', async (t) => {
  const pem = await encryptPrivateKey(privateKey, SECRET)
  const open = (file: Uint8Array): Promise<unknown> => decryptPrivateKey(file, SECRET)
  t.is(await open(withIterations(pem, [0x00, 0x00, 0x01].slice(0, 3))).catch(() => 'refused'), 'refused')
  t.is(await open(withIterations(pem, [0x01, 0x00, 0x00])), null)
  await t.throwsAsync(() => open(withIterations(pem, [0x80, 0x00, 0x00])), malformed)
  const tooMany = Buffer.from(pem.replaceAll('\n', '\n')).toString()
  t.true(MAX_ITERATIONS < 2 ** 24)
  await t.throwsAsync(() => open(Buffer.from(tooMany.padEnd(MAX_KEY_FILE_BYTES + 1, '\n'))), malformed)
  t.not(await open(Buffer.from(tooMany.padEnd(MAX_KEY_FILE_BYTES, '\n'))), null)
})

test('what is sealed in another way is refused: by Node, by nobody, or cut short', async (t) => {
  const pem = await encryptPrivateKey(privateKey, SECRET)
  const weak = privateKey.export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-128-cbc',
    passphrase: PASSPHRASE,
  })
  const open = privateKey.export({ type: 'pkcs8', format: 'pem' })
  for (const each of [weak.toString(), open.toString(), pem.slice(0, 200), pem.replace('M', 'N'), '', 'x'])
    await t.throwsAsync(() => decryptPrivateKey(Buffer.from(each), SECRET), malformed)
})
