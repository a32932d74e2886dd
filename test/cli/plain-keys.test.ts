import { copyFile, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { sha256 } from '../verify/support.ts'
import {
  envelope,
  minisig,
  minisignPair,
  pemPair,
  plainKey,
  publishStatement,
  rebuildStatement,
} from '../verify/plain/signing.ts'
import { LIB, scratch, type Scratch } from './trustctl.ts'

const WHEEL = 'sampleproject-4.0.0-py3-none-any.whl'
const VECTOR = join(LIB, 'test', 'vectors', 'pep740', WHEEL)
const BYTES = await readFile(VECTOR)
const DANA = 'Dana <dana@acme.example>'

const plant = ({ cli }: Scratch, name: string, content: string | Uint8Array | object) => {
  const isText = typeof content === 'string' || content instanceof Uint8Array
  return writeFile(join(cli.cwd, name), isText ? content : JSON.stringify(content))
}

test('a plain key is imported with its owner, listed and removed', async (t) => {
  const own = await scratch(t)
  const [pem, mini] = [pemPair('P-384'), minisignPair()]
  await plant(own, 'cosign.pub', pem.pem)
  await plant(own, 'minisign.pub', mini.file)
  const fingerprint = plainKey(pem).fingerprint.toUpperCase()
  t.like(await own.json('keys', 'import', '--keyring', 'acme', 'cosign.pub', '--owner', DANA), {
    code: 0,
    value: {
      imported: [
        {
          keyring: 'acme',
          type: 'plain',
          fingerprint,
          owner: DANA,
          algorithm: 'P-384',
          minisignId: null,
          revoked: false,
        },
      ],
    },
  })
  t.deepEqual(await readdir(join(own.cli.paths.keysDir, 'acme')), [`${fingerprint}.json`])
  t.is((await own.call('keys', 'import', '--keyring', 'acme', 'minisign.pub', '--owner', DANA)).code, 0)
  const { out } = await own.call('keys', 'list')
  t.regex(out, new RegExp(`^${fingerprint} {2}acme {2}Dana <dana@acme\\.example> {2}P-384$`, 'm'))
  t.regex(out, / {2}minisign EFCDAB8967452301$/m)
  t.like((await own.json('status')).value, { keyrings: [{ name: 'acme', keys: 2 }] })
  t.like(await own.json('keys', 'remove', fingerprint), {
    code: 0,
    value: { removed: [{ fingerprint, keyrings: ['acme'] }] },
  })
  t.is((await own.call('keys', 'remove', fingerprint)).code, 2)
})

test('a plain key without an owner, a private one, and an owner for an OpenPGP key are refused', async (t) => {
  const own = await scratch(t)
  await plant(own, 'cosign.pub', pemPair().pem)
  await plant(own, 'secret.pem', pemPair().secret.export({ type: 'pkcs8', format: 'pem' }))
  await plant(own, 'key.asc', '-----BEGIN PGP PUBLIC KEY BLOCK-----\n')
  for (const args of [
    ['cosign.pub'],
    ['secret.pem', '--owner', DANA],
    ['key.asc', '--owner', DANA],
    ['cosign.pub', '--owner', ''],
  ]) {
    const { code, err } = await own.call('keys', 'import', '--keyring', 'acme', ...args)
    t.is(code, 2, args.join(' '))
    t.regex(err, /^trustctl: /)
  }
  t.is((await own.call('keys', 'list')).out, 'no keys are imported')
})

const POLICY = `apiVersion: trustctl/v1
kind: Policy
metadata: { name: p, version: 1 }
identities: { acme: { kind: keyring, keyring: acme } }
rebuilders: { one: { keyring: one }, two: { keyring: two } }
requirements:
  signed: { signature: { by: [acme] } }
  attested: { attestation: { by: [acme], predicate: [publish] } }
  rebuilt: { rebuild: { atLeast: 2, of: [one, two] } }
rules: [ { id: all, match: { project: ["*"] }, require: [REQUIRED] } ]
`

/** The wheel, keyrings with one key each, and a policy that asks for one thing. */
const setUp = async (t: Parameters<typeof scratch>[0], required: string) => {
  const own = await scratch(t)
  await copyFile(VECTOR, join(own.cli.cwd, WHEEL))
  await plant(own, 'policy.yaml', POLICY.replace('REQUIRED', required))
  const pairs = { acme: pemPair(), one: pemPair('ed25519'), two: pemPair('P-384') }
  const mini = minisignPair()
  for (const [keyring, { pem }] of Object.entries(pairs)) {
    await plant(own, 'key.pem', pem)
    await own.call(
      'keys',
      'import',
      '--keyring',
      keyring,
      'key.pem',
      '--owner',
      `${keyring} <${keyring}@x.example>`,
    )
  }
  await plant(own, 'minisign.pub', mini.file)
  await own.call('keys', 'import', '--keyring', 'acme', 'minisign.pub', '--owner', DANA)
  const verify = async () => {
    const { code, value } = await own.json('verify', WHEEL, '--policy', join(own.cli.cwd, 'policy.yaml'))
    return [code, /"code":"(TC\d{4})"/.exec(JSON.stringify(value))?.[1]]
  }
  return { own, pairs, mini, verify }
}

test('a minisign signature beside the file is what the policy asks for, and over other bytes it is refused', async (t) => {
  const { own, mini, verify } = await setUp(t, 'signed')
  t.deepEqual(await verify(), [20, 'TC3101'])
  await plant(own, `${WHEEL}.minisig`, minisig(mini, BYTES))
  t.deepEqual(await verify(), [0, 'TC0000'])
  await plant(own, `${WHEEL}.minisig`, minisig(mini, Buffer.from('other')))
  t.deepEqual(await verify(), [21, 'TC3411'])
  await plant(own, `${WHEEL}.minisig`, minisig(mini, BYTES, { algorithm: 'Ed' }))
  t.deepEqual(await verify(), [21, 'TC3414'])
})

test('an attestation by a plain key of the keyring is what the policy asks for, by another it is not', async (t) => {
  const { own, pairs, verify } = await setUp(t, 'attested')
  const statement = publishStatement(WHEEL, sha256(BYTES))
  for (const suffix of ['publish.attestation', 'dsse.json']) {
    await plant(own, `${WHEEL}.${suffix}`, envelope(statement, [pairs.acme]))
    t.deepEqual(await verify(), [0, 'TC0000'], suffix)
    await plant(own, `${WHEEL}.${suffix}`, envelope(statement, [pairs.one]))
    t.deepEqual(await verify(), [20, 'TC2201'], suffix)
    await plant(own, `${WHEEL}.${suffix}`, envelope(publishStatement(WHEEL, '0b'.repeat(32)), [pairs.acme]))
    t.deepEqual(await verify(), [21, 'TC2111'], suffix)
    await rm(join(own.cli.cwd, `${WHEEL}.${suffix}`))
  }
})

test('two rebuilders who got the same bytes are what the policy asks for; one is not, nor one who got others', async (t) => {
  const { own, pairs, verify } = await setUp(t, 'rebuilt')
  const same = rebuildStatement(WHEEL, sha256(BYTES))
  t.deepEqual(await verify(), [20, 'TC2501'])
  await plant(own, `${WHEEL}.one.rebuild.json`, envelope(same, [pairs.one]))
  t.deepEqual(await verify(), [20, 'TC2503'])
  await plant(
    own,
    `${WHEEL}.two.rebuild.json`,
    envelope(rebuildStatement(WHEEL, '0b'.repeat(32)), [pairs.two]),
  )
  t.deepEqual(await verify(), [20, 'TC2503'])
  await plant(own, `${WHEEL}.two.rebuild.json`, envelope(same, [pairs.two]))
  t.deepEqual(await verify(), [0, 'TC0000'])
  await plant(own, `${WHEEL}.three.rebuild.json`, 'junk')
  t.deepEqual(await verify(), [21, 'TC2510'])
})

test('evidence of an unknown name is known by its content', async (t) => {
  const { own, mini, pairs } = await setUp(t, 'signed')
  await plant(own, 'a', minisig(mini, BYTES))
  await plant(own, 'b', envelope(rebuildStatement(WHEEL, sha256(BYTES)), [pairs.one]))
  const { value } = await own.json('verify', WHEEL, '--evidence', 'a', '--evidence', 'b')
  const text = JSON.stringify(value)
  t.true(text.includes('"check":"signature","result":"ok","scheme":"minisign"'))
  t.true(text.includes('"check":"rebuild","result":"ok"'))
})
