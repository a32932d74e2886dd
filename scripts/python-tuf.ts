/**
 * `npm run oracles:tuf`: a key directory as `trustctl directory` makes it, and what attackers make of it, read by python-tuf's
 * own client and by ours. Needs a Python (python-tuf comes with sigstore into `.scratch/oracles`). A page on stdout, kept as
 * docs/reference/key-directory-oracle.md; exit 1 where a good one is not read or an attack is.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import { homePaths } from '../src/client/index.ts'
import {
  addKey,
  addPerson,
  initDirectory,
  publishDirectory,
  revokeInDirectory,
  signDrafts,
  verifyDirectory,
} from '../src/publish/directory/index.ts'
import { openSources } from '../src/sources/index.ts'
import { DAY, PEOPLE, releaseKey, shown } from '../test/publish/directory/people.ts'
import { findOraclePython } from './oracle-python.ts'

const Answer = v.object({ tuf: v.string(), answer: v.string() })
const Signed = v.object({ signed: v.object({ targets: v.record(v.string(), v.object({})) }) })

const [dana, erin, sam] = PEOPLE
const KEY = releaseKey(dana)
const NOW = Math.floor(Date.now() / 1000)
const scratch = await mkdtemp(join(tmpdir(), 'pt-'))
const at = (name: string): string => join(scratch, name)

async function publish(folder: string, now: number): Promise<void> {
  for (const each of [dana, erin]) await signDrafts(folder, each, now)
  await publishDirectory(folder, dana, now)
}

/** Three states of one directory, each a copy: people alone, with a key, with the key revoked. */
async function makeStates(name: string, now: number): Promise<readonly [string, string, string]> {
  const folder = at(name)
  await initDirectory(folder, { root: 2, keys: 2, policy: 2 }, now)
  for (const { name: who, contact, publicKey } of PEOPLE)
    await addPerson(folder, { name: who, contact, publicKey, roles: null }, now)
  await publish(folder, now)
  const kept = async (state: string): Promise<string> => {
    await cp(folder, `${folder}-${state}`, { recursive: true })
    return `${folder}-${state}`
  }
  const people = await kept('people')
  await addKey(folder, { ...KEY, keyrings: ['acme-release'] }, shown, now)
  await publish(folder, now)
  const withKey = await kept('key')
  const wish = { fingerprint: KEY.record.fingerprint, kind: 'hard', reason: 'compromised' } as const
  await revokeInDirectory(folder, wish, sam, now)
  return [people, withKey, await kept('revoked')]
}

async function changed(
  folder: string,
  name: string,
  change: (copy: string) => Promise<void>,
): Promise<string> {
  const copy = at(name)
  await cp(folder, copy, { recursive: true })
  await change(copy)
  return copy
}

/** The newest file of this kind, e.g. `3.snapshot.json`. */
async function newest(folder: string, role: string): Promise<string> {
  const files = (await readdir(folder)).filter((name) => name.endsWith(`.${role}.json`))
  const [last] = files.toSorted((a, b) => Number.parseInt(b, 10) - Number.parseInt(a, 10))
  if (last === undefined) throw new Error(`no ${role} in ${folder}`)
  return join(folder, last)
}

/** Every file that the directory lists, with its sha256. */
async function targetsOf(folder: string): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {}
  for (const role of ['keys', 'policy', 'revocations']) {
    const { signed } = v.parse(Signed, JSON.parse(await readFile(await newest(folder, role), 'utf8')))
    for (const path of Object.keys(signed.targets)) {
      const [name, ...above] = path.split('/').toReversed()
      const place = join(folder, 'targets', ...above.toReversed())
      const file = (await readdir(place)).find((each) => each.endsWith(`.${name ?? ''}`)) ?? ''
      found[path] = createHash('sha256')
        .update(await readFile(join(place, file)))
        .digest('hex')
    }
  }
  return found
}

async function askPython(python: string, folder: string, root: string, home: string, targets: object) {
  const server = createServer((request, response) => {
    readFile(join(folder, decodeURIComponent(request.url ?? '/'))).then(
      (bytes) => response.end(bytes),
      () => response.writeHead(404).end(),
    )
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  const child = spawn(python, [join(import.meta.dirname, 'python-tuf.py')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin.end(JSON.stringify({ url: `http://127.0.0.1:${port}`, root, home, targets }))
  const chunks: Buffer[] = []
  for await (const chunk of child.stdout) chunks.push(Buffer.from(chunk))
  server.close()
  return v.parse(Answer, JSON.parse(Buffer.concat(chunks).toString()))
}

async function askOurs(first: string, served: readonly string[], now: number): Promise<string> {
  const home = await mkdtemp(at('home-'))
  const fetch = () => Promise.reject(new Error('nobody is asked'))
  const paths = { ...homePaths({ PIP_TRUST_HOME: home }), lib: join(import.meta.dirname, '..') }
  const sources = openSources(paths, { fetch, monotonicMs: () => 0 })
  const signal = new AbortController().signal
  const introduction = (await verifyDirectory(first, now)).introduction ?? ''
  const joined = { name: 'acme', where: first, introduction, confirm: () => Promise.resolve(false) }
  await sources.joinDirectory(joined, { now, signal })
  let answer = 'nobody was asked'
  for (const from of served) {
    const outcome = await sources.hearDirectory('acme', { now: NOW, from, signal })
    answer = outcome.outcome === 'refused' ? outcome.code : 'ok'
  }
  return answer
}

const python = findOraclePython()
if (python === null) process.exit(2)
const [people, withKey, revoked] = await makeStates('acme', NOW)
const old = await makeStates('old', NOW - 500 * DAY)
const flip = async (path: string): Promise<void> => {
  const bytes = await readFile(path)
  bytes[bytes.length - 9] = (bytes[bytes.length - 9] ?? 0) ^ 1
  await writeFile(path, bytes)
}
const keyFile = async (folder: string): Promise<string> => {
  const place = join(folder, 'targets', 'keys')
  const name = (await readdir(place)).find((each) => each.endsWith('.pem')) ?? ''
  return join(place, name)
}

interface Case {
  readonly what: string
  readonly first: string
  /** What is served, one after another, to one client. */
  readonly served: readonly string[]
  readonly isGood: boolean
  readonly joinedAt?: number
}
const cases: readonly Case[] = [
  { what: 'as it was published first', first: people, served: [people], isGood: true },
  { what: 'with a key, by two people', first: people, served: [withKey], isGood: true },
  { what: 'with a revocation, by one', first: people, served: [people, withKey, revoked], isGood: true },
  {
    what: 'rollback: without the revocation again',
    first: people,
    served: [revoked, withKey],
    isGood: false,
  },
  { what: 'freeze: what expired', first: old[0], served: [old[1]], isGood: false, joinedAt: NOW - 500 * DAY },
  {
    what: 'mix and match: an older snapshot',
    first: people,
    served: [
      await changed(revoked, 'mixed', async (copy) => {
        await cp(await newest(withKey, 'snapshot'), await newest(copy, 'snapshot'))
      }),
    ],
    isGood: false,
  },
  {
    what: 'mix and match: the keys of another directory',
    first: people,
    served: [
      await changed(revoked, 'foreign', async (copy) => {
        await cp(await newest((await makeStates('other', NOW))[1], 'keys'), await newest(copy, 'keys'))
      }),
    ],
    isGood: false,
  },
  {
    what: 'a bit of the timestamp',
    first: people,
    served: [await changed(revoked, 'timestamp', (copy) => flip(join(copy, 'timestamp.json')))],
    isGood: false,
  },
  {
    what: 'a bit of a key',
    first: people,
    served: [await changed(revoked, 'key-file', async (copy) => flip(await keyFile(copy)))],
    isGood: false,
  },
]

const rows: string[] = []
let [wrong, version] = [0, '']
for (const [nth, { what, first, served, isGood, joinedAt = NOW }] of cases.entries()) {
  const ours = await askOurs(first, served, joinedAt)
  let theirs = ''
  for (const folder of served) {
    const targets = isGood ? await targetsOf(folder) : await targetsOf(revoked)
    const found = await askPython(python, folder, join(first, '1.root.json'), at(`python-${nth}`), targets)
    version = found.tuf
    theirs = found.answer
  }
  const isRight = isGood === (ours === 'ok') && isGood === (theirs === 'ok')
  if (!isRight) wrong += 1
  rows.push(`| ${what} | ${isGood ? 'good' : 'an attack'} | ${ours} | ${theirs} |`)
}
await rm(scratch, { recursive: true, force: true })
process.stdout.write(`# A key directory beside python-tuf

Made by \`npm run oracles:tuf\`: a directory of three people (an Ed25519, a P-256 and a P-384 key) as \`trustctl directory\` makes it, served on
loopback to python-tuf ${version}'s client, which fetches every file that the directory lists, and given to ours as a folder.
\`ok\` is all of it, to the byte. What only ours asks for (that people are counted and not keys, that revocations only become more)
is in the tests.

| what is served | | ours | python-tuf |
|---|---|---|---|
${rows.join('\n')}
`)
process.exitCode = wrong === 0 ? 0 : 1
