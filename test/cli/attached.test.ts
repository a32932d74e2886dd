import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { attachJws } from '../../src/publish/attached/index.ts'
import { forgedWheel, jws, plainWheel, signerOf } from '../publish/attached/signed-wheel.ts'
import { pemPair } from '../verify/plain/signing.ts'
import { scratch } from './trustctl.ts'

const DANA = pemPair('ed25519')
const FILENAME = 'foo-1.0-py3-none-any.whl'
const POLICY = `apiVersion: trustctl/v1
kind: Policy
metadata: { name: attached, version: 1 }
identities: { acme: { kind: keyring, keyring: acme } }
requirements: { signed: { signature: { by: [acme] } } }
rules: [{ id: all, match: { project: ["*"] }, require: [signed], onMissing: block }]
`

test('a file at hand is judged with the signatures inside of it', async (t) => {
  const { cli, call, json } = await scratch(t)
  const write = (name: string, content: string | Uint8Array) => writeFile(join(cli.cwd, name), content)
  await write('dana.pem', DANA.pem)
  await write('policy.yaml', POLICY)
  t.is(
    (await call('keys', 'import', '--keyring', 'acme', 'dana.pem', '--owner', 'Dana <dana@acme.example>'))
      .code,
    0,
  )
  const verify = async (wheel: Uint8Array) => {
    await write(FILENAME, wheel)
    return await json('verify', FILENAME, '--policy', 'policy.yaml')
  }
  t.like(await verify(await attachJws(plainWheel(), [signerOf(DANA)])), {
    code: 0,
    value: { files: [{ decision: 'allow' }] },
  })
  const grown = forgedWheel({
    signature: (record) => jws(DANA, record),
    more: [{ name: 'evil.pth', content: 'x' }],
  })
  t.like(await verify(grown), { code: 21, value: { files: [{ decision: 'block', code: 'TC3513' }] } })
  t.like(await verify(plainWheel()), { code: 20, value: { files: [{ decision: 'block', code: 'TC3101' }] } })
})
