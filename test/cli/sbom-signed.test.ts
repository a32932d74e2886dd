import { generateKeyPairSync } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import * as v from 'valibot'
import { sha256Of } from '../../src/encoding/index.ts'
import { builtFiles, WHEEL } from './built-release.ts'
import { KeyAnswer, WHO } from './publisher.ts'
import { scratch, type Scratch } from './trustctl.ts'

const BILL = 'bom.cdx.json'
const SIGNED = `${BILL}.intoto.json`
const TIME = ['--at', '2026-09-21T00:00:00Z']

interface Own extends Scratch {
  readonly fingerprint: string
  readonly at: (name: string) => string
}

/** A project with a wheel, and a key in the environment with these purposes. */
async function project(t: ExecutionContext, ...purposes: readonly string[]): Promise<Own> {
  const own = await scratch(t)
  const at = (name: string): string => join(own.cli.cwd, name)
  await mkdir(at('dist'))
  const wheel = builtFiles().find(({ name }) => name === WHEEL)?.bytes ?? Buffer.alloc(0)
  await writeFile(at(join('dist', WHEEL)), wheel)
  return { ...own, at, fingerprint: await keyOf(own, 'OWN_KEY', purposes) }
}

async function keyOf({ cli, json, call }: Scratch, variable: string, purposes: readonly string[]) {
  const { privateKey } = generateKeyPairSync('ed25519')
  cli.env[variable] = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const wish = purposes.flatMap((purpose) => ['--purpose', purpose])
  const { value } = await json('keys', 'import', '--signing', '--from', `env:${variable}`, ...WHO, ...wish)
  const { fingerprint } = v.parse(KeyAnswer, value).key
  await writeFile(join(cli.cwd, `${variable}.pem`), `${(await call('keys', 'export', fingerprint)).out}\n`)
  return fingerprint
}

const verified = (own: Own, file: string, key = 'OWN_KEY.pem', bundle = SIGNED) =>
  own.json('verify', file, '--bundle', bundle, '--key', key)

test('a signed bill lies beside the bill, holds it and what it is of, and is the same again', async (t) => {
  const own = await project(t, 'sbom')
  const { code, value } = await own.json('sbom', '--output', BILL, '--sign', ...TIME)
  t.is(code, 0)
  const bill = await readFile(own.at(BILL))
  t.like(value, {
    sha256: sha256Of(bill),
    signed: { file: own.at(SIGNED), keys: [own.fingerprint], ledger: { seq: 1 } },
  })
  for (const file of [BILL, join('dist', WHEEL)])
    t.like(await verified(own, file), {
      code: 0,
      value: {
        verified: true,
        signatures: [
          { publisher: { kind: 'key' }, predicateType: 'https://cyclonedx.org/bom', signedAt: null },
        ],
      },
    })
  t.is((await own.call('verify', BILL, '--bundle', SIGNED, '--key', 'OWN_KEY.pem')).code, 0)
  t.like(await own.json('keys', 'ledger'), {
    value: { entries: [{ purpose: 'sbom', subject: { name: BILL, sha256: sha256Of(bill) } }] },
  })
  const before = await readFile(own.at(SIGNED))
  t.is((await own.call('sbom', '--output', BILL, '--key', own.fingerprint, ...TIME)).code, 0)
  t.deepEqual(await readFile(own.at(SIGNED)), before)
})

test('an altered bill, another subject, an altered statement, another key or an identity: refused', async (t) => {
  const own = await project(t, 'sbom')
  await keyOf(own, 'OTHER_KEY', ['release'])
  t.is((await own.call('sbom', '--output', BILL, '--sign')).code, 0)
  const bill = await readFile(own.at(BILL), 'utf8')
  await writeFile(own.at('altered.json'), bill.replace('acme-pay', 'acme-bad'))
  await writeFile(own.at('other.whl'), 'another wheel')
  const signed = await readFile(own.at(SIGNED), 'utf8')
  const envelope = v.parse(v.looseObject({ payload: v.string() }), JSON.parse(signed))
  const payload = Buffer.from(envelope.payload, 'base64').toString().replace('acme-pay', 'acme-bad')
  const forged = { ...envelope, payload: Buffer.from(payload).toString('base64') }
  await writeFile(own.at('forged.intoto.json'), JSON.stringify(forged))
  const refused: readonly (readonly [string, ReturnType<typeof verified>])[] = [
    ['TC2111', verified(own, 'altered.json')],
    ['TC2111', verified(own, 'other.whl')],
    ['TC2113', verified(own, BILL, 'OWN_KEY.pem', 'forged.intoto.json')],
    ['TC2123', verified(own, BILL, 'OTHER_KEY.pem')],
    ['TC2110', verified(own, BILL, 'OWN_KEY.pem', BILL)],
  ]
  for (const [code, answer] of refused)
    t.like(await answer, { code: 21, value: { verified: false, code } }, code)
  const identity = ['--identity', 'dana@acme.example', '--issuer', 'https://login.acme.example']
  t.is((await own.call('verify', BILL, '--bundle', SIGNED, ...identity)).code, 21)
})

test('what can not be signed leaves nothing behind', async (t) => {
  const own = await project(t, 'release')
  const sealed = await keyOf(own, 'BILL_KEY', ['sbom'])
  const before = await readdir(own.cli.cwd)
  const bad: readonly (readonly string[])[] = [
    ['--sign'],
    ['--sign', '--into', join('dist', WHEEL)],
    ['--sign', '--into', join('dist', WHEEL), '--output', BILL],
    ['--output', BILL, '--key', own.fingerprint],
    ['--output', BILL, '--key', 'FFFF'],
    ['--output', join('nowhere', BILL), '--sign'],
    ['--project', 'nowhere', '--output', BILL, '--sign'],
  ]
  for (const args of bad) t.is((await own.call('sbom', ...args)).code, 2, args.join(' '))
  const key = own.cli.env['BILL_KEY']
  own.cli.env['BILL_KEY'] = ''
  t.is((await own.call('sbom', '--output', BILL, '--sign')).code, 2, 'the key is not there')
  own.cli.env['BILL_KEY'] = key
  await keyOf(own, 'MORE_KEY', ['sbom'])
  t.is((await own.call('sbom', '--output', BILL, '--sign')).code, 2, 'two keys sign bills, and none is named')
  t.is((await own.call('keys', 'revoke', '--yes', '--reason', 'unknown', sealed)).code, 0)
  t.is((await own.call('sbom', '--output', BILL, '--key', sealed)).code, 23)
  const exported = 'MORE_KEY.pem'
  t.deepEqual((await readdir(own.cli.cwd)).toSorted(), [...before, exported].toSorted())
  t.false(existsSync(own.at(SIGNED)))
})

test('a signed bill says of no artifact that it was built here', async (t) => {
  const own = await project(t, 'release', 'sbom')
  const [wheel, bill] = [join('dist', WHEEL), join('dist', BILL)]
  t.is((await own.call('sbom', '--output', bill, '--sign')).code, 0)
  t.is((await own.call('sign', '--require-record', wheel)).code, 20)
  await rm(own.at(`${bill}.intoto.json`))
  t.is((await own.call('sign', wheel)).code, 0)
})
