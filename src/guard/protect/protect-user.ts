import {
  askGuard,
  ClientError,
  readGuardRecord,
  writeGuardRecord,
  type GuardRecord,
} from '../../client/index.ts'
import { ensureGuard, leaveGuard } from './guard.ts'
import type { GuardWorld } from './guard-world.ts'
import { planPipConf, restorePipConf, type Restored } from './pip-conf-file.ts'
import { userPipConf } from './pip-conf-place.ts'
import type { ProtectedPython } from './python-records.ts'
import { installUnit, removeUnit, type UnitState } from './service-unit.ts'
import { protectUserSites, unprotectUserSites } from './user-pythons.ts'
import { winningSettings } from './winning-settings.ts'

/** Who is pointed at the guard by pip's user configuration. */
const USER = 'pip'

/** What protecting a person's pips came to. */
export interface UserProtection {
  readonly pipConf: string
  readonly proxy: { readonly host: string; readonly port: number }
  /** The Pythons whose pips have the witness too, by the person's own folder for packages. */
  readonly pythons: readonly ProtectedPython[]
  /** Null where it was not asked for. */
  readonly unit: UnitState | null
  /** What is not covered all the same, in words. */
  readonly notices: readonly string[]
}

export interface UserWish {
  /** Whether systemd is to keep the guard running. */
  readonly systemd: boolean
  /** Told what is about to be done, before anything of the person's is changed. */
  readonly note?: (record: GuardRecord) => Promise<void>
}

/**
 * Points every pip of this person at the guard, by pip's user configuration, and puts the witness where it can be.
 * Harmless when repeated: what was edited since is taken up.
 * @throws ProtectError, ClientError; nothing is left half done
 */
export async function protectUser(
  world: GuardWorld,
  { systemd, note = async () => undefined }: UserWish,
): Promise<UserProtection> {
  const address = await ensureGuard(USER, world)
  const pipConf = await pointPip(address, note, world).catch(async (error: unknown) => {
    if ((await readGuardRecord(world.paths))?.pipConf == null) await leaveGuard(USER, world)
    throw error
  })
  const pythons = await protectUserSites(world)
  const unit = systemd ? await installUnit(world) : null
  const { hostname, port } = new URL(address.proxyUrl)
  return {
    pipConf,
    proxy: { host: hostname, port: Number(port) },
    pythons,
    unit,
    notices: winningSettings(world.env),
  }
}

/** The record is written first: whatever happens in between, what was changed can be given back. */
async function pointPip(
  address: Awaited<ReturnType<typeof ensureGuard>>,
  note: NonNullable<UserWish['note']>,
  world: GuardWorld,
): Promise<string> {
  const record = await readGuardRecord(world.paths)
  if (record === null)
    throw new ClientError('refused', {
      message: 'the guard was taken away meanwhile',
      hint: 'the same again',
    })
  const plan = await planPipConf(address, record.pipConf, world)
  const planned = { ...record, pipConf: plan.record }
  await note(planned)
  await writeGuardRecord(world.paths, planned)
  await plan.apply()
  await askGuard(world.paths)
  return plan.record.path
}

/** What taking a person's protection away came to. */
export interface UserUnprotection {
  readonly pipConf: { readonly path: string; readonly outcome: Restored }
  readonly pythons: readonly ProtectedPython[]
  readonly unitRemoved: boolean
}

/** Undoes what `protectUser` did, also where its record was lost. Environments that were protected by name stay so. */
export async function unprotectUser(world: GuardWorld): Promise<UserUnprotection> {
  const record = await readableRecord(world)
  const outcome = await restorePipConf(record?.pipConf ?? null, world)
  const unitRemoved = await removeUnit(world)
  const pythons = await unprotectUserSites(world)
  await forgetUser(world)
  return { pipConf: { path: record?.pipConf?.path ?? userPipConf(world), outcome }, pythons, unitRemoved }
}

/** Null for a record that is none any more: our lines are found by their marks then. */
async function readableRecord({ paths }: GuardWorld): Promise<GuardRecord | null> {
  return await readGuardRecord(paths).catch((error: unknown) => {
    if (error instanceof ClientError) return null
    throw error
  })
}

/** Others may use the guard still: only what was done to pip's configuration is forgotten then. */
export async function forgetUser(world: GuardWorld): Promise<void> {
  const record = await readableRecord(world)
  if (record !== null) await writeGuardRecord(world.paths, { ...record, pipConf: null })
  await leaveGuard(USER, world)
}
