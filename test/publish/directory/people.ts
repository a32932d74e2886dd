import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { rmSync } from 'node:fs'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import {
  addPerson,
  initDirectory,
  publishDirectory,
  signDrafts,
  type DirectorySigner,
} from '../../../src/publish/directory/index.ts'
import { importPublicKey, type KeyRecord } from '../../../src/trust/index.ts'

export const NOW = 1_790_000_000
export const DAY = 86_400

/** A person's key for the directory. */
export interface Person extends DirectorySigner {
  readonly name: string
  readonly contact: string
}

export function person(name: string, kind: 'ed25519' | 'P-256' | 'P-384' = 'ed25519'): Person {
  const { publicKey, privateKey } =
    kind === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: kind })
  const hash = kind === 'ed25519' ? null : kind === 'P-256' ? 'sha256' : 'sha384'
  return {
    name,
    contact: `${name} <${name}@acme.example>`,
    publicKey: importPublicKey(publicKey.export({ type: 'spki', format: 'der' })),
    sign: (data) => Promise.resolve(sign(hash, data, privateKey)),
  }
}

/** A folder that goes with the test. */
export async function scratchFolder(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ptd-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  return folder
}

export interface Kept {
  readonly folder: string
  readonly people: readonly Person[]
  readonly first: Person
}

export const PEOPLE: readonly [Person, Person, Person] = [
  person('dana'),
  person('erin', 'P-256'),
  person('sam', 'P-384'),
]
/** A directory of three people, two of whom sign root and keys; published by the first. Made once, and copied. */
export const directoryOf = copiedFrom((folder) => keptBy(folder, PEOPLE))

/** Makes a directory of `PEOPLE` once, and a copy for each test. */
export function copiedFrom(make: (folder: string) => Promise<void>): (t: ExecutionContext) => Promise<Kept> {
  let template: Promise<string> | null = null
  return async (t) => {
    template ??= mkdtemp(join(tmpdir(), 'ptt-')).then(async (folder) => {
      process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
      await make(folder)
      return folder
    })
    const folder = await scratchFolder(t)
    await cp(await template, folder, { recursive: true })
    return keptIn(folder, PEOPLE)
  }
}

/** Another one, by other people. */
export async function otherDirectory(t: ExecutionContext): Promise<Kept> {
  const folder = await scratchFolder(t)
  const people = [person('dana'), person('erin')]
  await keptBy(folder, people)
  return keptIn(folder, people)
}

export function keptIn(folder: string, people: readonly Person[]): Kept {
  const [first] = people
  if (first === undefined) throw new TypeError('somebody keeps it')
  return { folder, people, first }
}

export async function keptBy(folder: string, people: readonly Person[]): Promise<void> {
  await initDirectory(folder, { root: 2, keys: 2, policy: 2 }, NOW)
  for (const { name, contact, publicKey } of people)
    await addPerson(folder, { name, contact, publicKey, roles: null }, NOW)
  for (const each of people.slice(0, 2)) await signDrafts(folder, each, NOW)
  await publishDirectory(folder, keptIn(folder, people).first, NOW)
}

/** A plain release key with its record; the proof of possession is not looked at by `trusting`. */
export interface ReleaseKey {
  readonly record: KeyRecord
  readonly publicFile: Buffer
  readonly secret: KeyObject
}

export function releaseKey(holder: Person, how: Partial<KeyRecord> = {}): ReleaseKey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  const fingerprint = createHash('sha256').update(spki).digest('hex').toUpperCase()
  const record: KeyRecord = {
    format: 1,
    fingerprint,
    kind: 'plain',
    algorithm: 'P-256',
    holder: holder.name,
    owner: holder.contact,
    purpose: ['release'],
    state: 'active',
    notBefore: NOW - 400 * DAY,
    signUntil: NOW + 300 * DAY,
    verifyUntil: NOW + 900 * DAY,
    possession: { at: NOW, signature: 'AAAA' },
    ...how,
  }
  return {
    record,
    secret: privateKey,
    publicFile: Buffer.from(publicKey.export({ type: 'spki', format: 'pem' })),
  }
}

export const shown = (): Promise<boolean> => Promise.resolve(true)
