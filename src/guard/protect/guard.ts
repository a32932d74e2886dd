import { rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import {
  addressOfGuard,
  askGuard,
  ClientError,
  type GuardAddress,
  type GuardRecord,
  type GuardService,
  newGuardRecord,
  readGuardRecord,
  serveGuard,
  writeGuardRecord,
} from '../../client/index.ts'
import type { GuardWorld } from './guard-world.ts'
import { ProtectError } from './protect-error.ts'
import { upstreamEnvironment } from './upstream-environment.ts'

/** Ports that are tried before giving up: each was free a moment before. */
const MAX_PORTS = 5

/**
 * Makes sure that the guard serves, and that `user` (`pip`, `uv`, …) counts as one who needs it. The first one makes
 * it; everyone after that gets the same address.
 * @throws ProtectError `port`, ClientError where the interceptor can't be started
 */
export async function ensureGuard(user: string, world: GuardWorld): Promise<GuardAddress> {
  const known = await readGuardRecord(world.paths)
  const env = upstreamEnvironment(world.env)
  const record = known === null ? await madeGuard(env, world) : { ...known, env }
  const usedBy = [...new Set([...record.usedBy, user])].toSorted()
  await writeGuardRecord(world.paths, { ...record, usedBy })
  const service = await serveGuard(world.paths, world.version, world.launch)
  if (!service.serving) throw notServing(record, service)
  return addressOfGuard(record, world.paths)
}

/** Starts the guard where somebody uses one; null where nobody does. */
export async function startGuard({ paths, version, launch }: GuardWorld): Promise<GuardService | null> {
  return (await readGuardRecord(paths)) === null ? null : serveGuard(paths, version, launch)
}

/** `user` needs the guard no longer; with the last one it ends and its token is forgotten. */
export async function leaveGuard(user: string, { paths }: GuardWorld): Promise<void> {
  const record = await readGuardRecord(paths).catch((error: unknown) => {
    // A record that can't be read serves nobody.
    if (error instanceof ClientError) return { usedBy: [] }
    throw error
  })
  if (record === null) return
  const usedBy = record.usedBy.filter((each) => each !== user)
  if (usedBy.length > 0 && 'token' in record) await writeGuardRecord(paths, { ...record, usedBy })
  else {
    await rm(paths.guardFile, { force: true })
    await rm(paths.guardCa, { force: true })
  }
  await askGuard(paths)
}

/** Where programs that no witness can be in are to go; null where there is no guard. Starts nothing. */
export async function guardAddress(paths: GuardWorld['paths']): Promise<GuardAddress | null> {
  const record = await readGuardRecord(paths)
  return record === null ? null : addressOfGuard(record, paths)
}

async function madeGuard(env: Readonly<Record<string, string>>, world: GuardWorld): Promise<GuardRecord> {
  for (let tried = 1; ; tried += 1) {
    const record = { ...newGuardRecord(await freePort(), env), usedBy: ['new'] }
    await writeGuardRecord(world.paths, record)
    const service = await serveGuard(world.paths, world.version, world.launch)
    if (service.serving) return { ...record, usedBy: [] }
    if (tried < MAX_PORTS) continue
    await leaveGuard('new', world)
    throw notServing(record, service)
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}

const notServing = ({ port }: GuardRecord, { problem }: GuardService): ProtectError =>
  new ProtectError('port', {
    message: `the guard does not serve at 127.0.0.1:${port}: ${problem ?? 'no reason was given'}`,
    hint: `see who listens there: ss -ltnp 'sport = :${port}'; or take the guard away by \`trustctl unprotect user\` and begin again`,
  })
