import { generateKeyPairSync } from 'node:crypto'
import test from 'ava'
import { signerOf } from '../../../src/publish/keys/index.ts'
import { signBill } from '../../../src/publish/sbom/index.ts'
import { SignError } from '../../../src/publish/sign/index.ts'
import { limits } from '../../../src/verify/index.ts'
import { DAY, NOW } from '../keys/support.ts'
import { newKey } from '../sign/support.ts'

test('a bill that no verifier would read in its envelope is not signed', async (t) => {
  const { record } = await newKey('plain', 'ed25519', { purpose: ['sbom'] })
  const signer = signerOf(generateKeyPairSync('ed25519').privateKey)
  const keys = [{ record, signer }]
  const signed = (text: string) =>
    signBill(
      { form: { format: 'cyclonedx', spec: '1.6' }, json: { words: text }, text },
      { filename: 'bom.json', subjects: [], keys, now: NOW + DAY, actor: 'dana' },
    )
  const { content, made } = await signed('x')
  t.is(made.length, 1)
  // Of three bytes base64 makes four.
  const room = Math.floor(((limits.MAX_STATEMENT_ENVELOPE_BYTES - content.byteLength) * 3) / 4)
  t.true((await signed('x'.repeat(room - 3))).content.byteLength > limits.MAX_STATEMENT_ENVELOPE_BYTES - 16)
  await t.throwsAsync(signed('x'.repeat(room + 4)), { instanceOf: SignError, code: 'form' })
})
