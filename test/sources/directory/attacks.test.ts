import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { Metadata, MetadataKind, Signature } from '@tufjs/models'
import { revokeInDirectory } from '../../../src/publish/directory/index.ts'
import type { HearOutcome } from '../../../src/sources/index.ts'
import { keyIdOf } from '../../../src/sources/index.ts'
import { DAY, NOW, person, releaseKey, type Person } from '../../publish/directory/people.ts'
import { following, publishKey, sha256, spoil, type Following } from './following.ts'

type Code = Extract<HearOutcome, { outcome: 'refused' }>['code']

/** Refused with this code, and what is trusted stays as it was. */
async function refuses(
  t: ExecutionContext,
  home: Following,
  code: Code,
  how: { readonly from?: string; readonly now?: number } = {},
): Promise<void> {
  const before = await home.sources.loadTrust()
  t.like(await home.hear(how), { outcome: 'refused', code })
  const after = await home.sources.loadTrust()
  t.is(after.trust.digest, before.trust.digest)
  t.is(after.directories[0]?.heardAt, before.directories[0]?.heardAt)
  t.is(after.directories[0]?.failed?.code, code)
}

/** Signs a metadata file anew, by these people and whatever their roles. */
async function forge(
  folder: string,
  file: string,
  signers: readonly Person[],
  change: (signed: Record<string, unknown>) => void,
): Promise<Buffer> {
  const document = JSON.parse(await readFile(join(folder, file), 'utf8'))
  change(document.signed)
  const kind = file.includes('root')
    ? MetadataKind.Root
    : file.includes('snapshot')
      ? MetadataKind.Snapshot
      : file.includes('timestamp')
        ? MetadataKind.Timestamp
        : MetadataKind.Targets
  const signatures = []
  for (const { publicKey, sign } of signers) {
    let bytes: Buffer = Buffer.alloc(0)
    const model = modelOf(kind, { ...document, signatures: [] })
    model.sign((data) => {
      bytes = data
      return new Signature({ keyID: '', sig: '' })
    })
    signatures.push({ keyid: idOf(publicKey), sig: Buffer.from(await sign(bytes)).toString('hex') })
  }
  const text = Buffer.from(JSON.stringify({ ...document, signatures }))
  await writeFile(join(folder, file), text)
  return text
}

function modelOf(kind: MetadataKind, json: Parameters<typeof Metadata.fromJSON>[1]) {
  switch (kind) {
    case MetadataKind.Root:
      return Metadata.fromJSON(kind, json)
    case MetadataKind.Snapshot:
      return Metadata.fromJSON(kind, json)
    case MetadataKind.Timestamp:
      return Metadata.fromJSON(kind, json)
    case MetadataKind.Targets:
      return Metadata.fromJSON(kind, json)
  }
}

function idOf({ kind, bits, spki }: Person['publicKey']): string {
  if (kind === 'ed25519')
    return keyIdOf({ keyType: 'ed25519', scheme: 'ed25519', public: Buffer.from(bits).toString('hex') })
  const lines =
    Buffer.from(spki)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  const pem = `-----BEGIN PUBLIC KEY-----\n${lines.join('\n')}\n-----END PUBLIC KEY-----\n`
  const scheme = `ecdsa-sha2-nistp${kind.slice(2)}`
  return keyIdOf({ keyType: 'ecdsa', scheme, public: pem })
}

/** Points snapshot and timestamp at a forged file: everybody may sign those. */
async function republish(
  folder: string,
  by: Person,
  role: string,
  version: number,
  bytes: Buffer,
): Promise<void> {
  const timestamp = JSON.parse(await readFile(join(folder, 'timestamp.json'), 'utf8'))
  const known: number = timestamp.signed.meta['snapshot.json'].version
  await writeFile(
    join(folder, `${known + 1}.snapshot.json`),
    await readFile(join(folder, `${known}.snapshot.json`)),
  )
  const snapshot = await forge(folder, `${known + 1}.snapshot.json`, [by], (signed) => {
    signed['version'] = known + 1
    const { meta } = signed
    if (typeof meta === 'object' && meta !== null)
      Object.assign(meta, {
        [`${role}.json`]: { version, length: bytes.length, hashes: { sha256: sha256(bytes) } },
      })
  })
  await forge(folder, 'timestamp.json', [by], (signed) => {
    signed['version'] = Number(signed['version']) + 1
    const hashes = { sha256: sha256(snapshot) }
    signed['meta'] = { 'snapshot.json': { version: known + 1, length: snapshot.length, hashes } }
  })
}

async function forgeRole(
  folder: string,
  role: 'keys' | 'revocations' | 'targets',
  by: { readonly publisher: Person; readonly signers: readonly Person[] },
  change: (signed: Record<string, unknown>) => void,
): Promise<void> {
  const timestamp = JSON.parse(await readFile(join(folder, 'timestamp.json'), 'utf8'))
  const at: number = timestamp.signed.meta['snapshot.json'].version
  const snapshot = JSON.parse(await readFile(join(folder, `${at}.snapshot.json`), 'utf8'))
  const version: number = snapshot.signed.meta[`${role}.json`].version
  const file = `${version + 1}.${role}.json`
  await writeFile(join(folder, file), await readFile(join(folder, `${version}.${role}.json`)))
  const bytes = await forge(folder, file, by.signers, (signed) => {
    signed['version'] = version + 1
    change(signed)
  })
  await republish(folder, by.publisher, role, version + 1, bytes)
}

const threeOf = ({ people }: Following): readonly [Person, Person, Person] => {
  const [dana, erin, sam] = people
  if (!dana || !erin || !sam) throw new TypeError('three people keep it')
  return [dana, erin, sam]
}

test('rollback: an older state is refused, with and without the revocation that it lacks', async (t) => {
  const home = await following(t)
  const old = await home.copy()
  await revokeInDirectory(
    home.folder,
    { fingerprint: home.key.record.fingerprint, kind: 'hard', reason: 'unknown' },
    threeOf(home)[2],
    NOW,
  )
  await home.hear()
  await refuses(t, home, 'rolled-back', { from: old })
})

test('rollback: a signed newer state that takes a revocation back is refused', async (t) => {
  const home = await following(t)
  const [dana] = threeOf(home)
  const wish = { fingerprint: home.key.record.fingerprint, kind: 'soft', reason: 'retired' } as const
  await revokeInDirectory(home.folder, wish, dana, NOW)
  await home.hear()
  await forgeRole(home.folder, 'revocations', { publisher: dana, signers: [dana] }, (signed) => {
    signed['targets'] = {}
  })
  await refuses(t, home, 'rolled-back')
})

test('freeze: what has expired is refused, and the last word stays', async (t) => {
  const home = await following(t)
  await refuses(t, home, 'frozen', { now: NOW + 8 * DAY })
})

test('mix and match: files of different states are refused', async (t) => {
  const home = await following(t)
  const old = await home.copy()
  await publishKey(home, releaseKey(home.first))
  await writeFile(join(home.folder, '3.keys.json'), await readFile(join(old, '2.keys.json')))
  await refuses(t, home, 'tampered')
})

test('a changed file is refused: metadata, key, and each flipped', async (t) => {
  const home = await following(t)
  await publishKey(home, releaseKey(home.first))
  const whole = await home.copy()
  for (const file of ['timestamp.json', '3.snapshot.json', '3.keys.json']) {
    const copy = await home.copy()
    await spoil(copy, file, (text) => text.replace('"version": 3', '"version": 4'))
    t.like(await home.hear({ from: copy }), { outcome: 'refused' }, file)
  }
  t.like(await home.hear({ from: whole }), { outcome: 'updated' })
})

test('threshold: one person’s word for keys is refused, however often they sign', async (t) => {
  const home = await following(t)
  const [dana] = threeOf(home)
  await forgeRole(home.folder, 'keys', { publisher: dana, signers: [dana] }, () => undefined)
  await refuses(t, home, 'unsigned')
})

test('threshold: one person with two keys counts once: such a root is refused though enough sign it', async (t) => {
  const home = await following(t)
  const [dana, erin] = threeOf(home)
  const second = person('dana')
  await writeFile(join(home.folder, '2.root.json'), await readFile(join(home.folder, '1.root.json')))
  const id = idOf(second.publicKey)
  await forge(home.folder, '2.root.json', [dana, erin], (signed) => {
    signed['version'] = 2
    const key = {
      keytype: 'ed25519',
      scheme: 'ed25519',
      keyval: { public: Buffer.from(second.publicKey.bits).toString('hex') },
      'x-pip-trust-person': 'dana',
    }
    Object.assign(signed['keys'] ?? {}, { [id]: key })
    const { roles } = signed
    if (typeof roles === 'object' && roles !== null && 'root' in roles) pushKey(roles.root, id)
  })
  await refuses(t, home, 'same-person')
})

function pushKey(role: unknown, id: string): void {
  if (typeof role === 'object' && role !== null && 'keyids' in role && Array.isArray(role.keyids))
    role.keyids.push(id)
}

test('threshold: one key under two ids counts once', async (t) => {
  const home = await following(t)
  const [dana, erin] = threeOf(home)
  await writeFile(join(home.folder, '2.root.json'), await readFile(join(home.folder, '1.root.json')))
  await forge(home.folder, '2.root.json', [dana, erin], (signed) => {
    signed['version'] = 2
    const keys = signed['keys']
    if (typeof keys !== 'object' || keys === null) return
    const own = Object.entries(keys).find(([id]) => id === idOf(dana.publicKey))
    Object.assign(keys, { ['ab'.repeat(32)]: { ...own?.[1], 'x-pip-trust-person': 'somebody' } })
  })
  await refuses(t, home, 'same-person')
})

test('a root that only the people after signed is refused', async (t) => {
  const home = await following(t)
  const [dana] = threeOf(home)
  const [mallory, eve] = [person('mallory'), person('eve')]
  await writeFile(join(home.folder, '2.root.json'), await readFile(join(home.folder, '1.root.json')))
  await forge(home.folder, '2.root.json', [dana, mallory, eve], (signed) => {
    signed['version'] = 2
  })
  await refuses(t, home, 'unsigned')
})

test('wrong role: revocations can’t bring a keyring, nor targets a key', async (t) => {
  const home = await following(t)
  const [dana, erin] = threeOf(home)
  const ring = Buffer.from('format: 1\nname: acme-release\npeople: [sam]\n')
  const info = { length: ring.length, hashes: { sha256: sha256(ring) } }
  const stray = (signed: Record<string, unknown>): void => {
    signed['targets'] = { 'keyrings/acme-release.yaml': info }
  }
  const other = await home.copy()
  await forgeRole(home.folder, 'revocations', { publisher: dana, signers: [dana] }, stray)
  await refuses(t, home, 'wrong-role')
  await forgeRole(other, 'targets', { publisher: dana, signers: [dana, erin] }, stray)
  t.like(await home.hear({ from: other }), { outcome: 'refused', code: 'wrong-role', reason: 'TC3604' })
})

test('a revocation that can’t be read is refused: whom it names is not known', async (t) => {
  const home = await following(t)
  const [dana] = threeOf(home)
  const junk = Buffer.from('{"format":9}')
  const { mkdir } = await import('node:fs/promises')
  await mkdir(join(home.folder, 'targets/revocations'), { recursive: true })
  await writeFile(join(home.folder, `targets/revocations/${sha256(junk)}.0001.json`), junk)
  await forgeRole(home.folder, 'revocations', { publisher: dana, signers: [dana] }, (signed) => {
    signed['targets'] = { 'revocations/0001.json': { length: junk.length, hashes: { sha256: sha256(junk) } } }
  })
  await refuses(t, home, 'malformed')
})

test('bounds: more files or bytes than a directory has are refused before they are fetched', async (t) => {
  const home = await following(t)
  const [dana, erin] = threeOf(home)
  const hashes = { sha256: 'ab'.repeat(32) }
  const other = await home.copy()
  await forgeRole(home.folder, 'keys', { publisher: dana, signers: [dana, erin] }, (signed) => {
    const names = Array.from({ length: 2001 }, (_, nth) => `keyrings/k${nth}.yaml`)
    signed['targets'] = Object.fromEntries(names.map((name) => [name, { length: 1, hashes }]))
  })
  await refuses(t, home, 'too-large')
  await forgeRole(other, 'keys', { publisher: dana, signers: [dana, erin] }, (signed) => {
    signed['targets'] = { 'keyrings/k.yaml': { length: 17 * 1024 * 1024, hashes } }
  })
  await refuses(t, home, 'too-large', { from: other })
})
