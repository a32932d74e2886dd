import type { GuardAddress, PipConfRecord } from '../../client/index.ts'
import { PythonError, withOurSettings, withoutOurSettings } from '../../python/index.ts'
import type { GuardWorld } from './guard-world.ts'
import {
  confDigest,
  NEW_MODE,
  readOwnConf,
  removeOwnConf,
  RIGHTS_OF_OWNER,
  writeOwnConf,
} from './own-conf.ts'
import { userPipConf } from './pip-conf-place.ts'
import { ProtectError } from './protect-error.ts'

const NONE = { proxy: '', cert: '', 'cache-dir': '' } as const

/** A change of the file that is worked out and not made yet. */
export interface PipConfPlan {
  readonly record: PipConfRecord
  /** Makes it. Does nothing where the file is so already. */
  readonly apply: () => Promise<void>
}

/**
 * Works out how pip's user configuration is to be changed so that pips go to an address. `known` is what was done
 * before; what the person wrote since is kept.
 * @throws ProtectError `pip-conf`, `foreign`
 */
export async function planPipConf(
  address: GuardAddress,
  known: PipConfRecord | null,
  world: GuardWorld,
): Promise<PipConfPlan> {
  const path = userPipConf(world)
  const found = await readConf(path, world)
  const settings = { proxy: address.proxyUrl, cert: address.caBundle, 'cache-dir': world.paths.pipCache }
  if (known !== null && found !== null && known.path === path && digest(found.text) === known.written)
    return { record: known, apply: async () => undefined }
  try {
    const own =
      found === null ? '' : withoutOurSettings(found.text, known?.settings ?? NONE, known?.replaced ?? [])
    const { text, replaced } = withOurSettings(own, settings)
    const record = {
      path,
      before: found === null ? null : Buffer.from(own, 'latin1').toString('base64'),
      mode: known?.path === path ? known.mode : (found?.mode ?? null),
      written: digest(text),
      settings,
      replaced,
    }
    const mode = found === null ? NEW_MODE : found.mode & RIGHTS_OF_OWNER
    return { record, apply: () => write(found?.real ?? path, text, mode) }
  } catch (cause) {
    throw cause instanceof PythonError ? unreadable(path, cause.message, cause) : cause
  }
}

/** What giving the file back came to: byte for byte, our lines alone, or nothing to do. */
export type Restored = 'restored' | 'lines-taken-back' | 'nothing-there'

/**
 * Gives pip's user configuration back: as it was where nobody has written it since, else our lines are taken out.
 * `known` is null where the record was lost: our lines are found by their marks.
 */
export async function restorePipConf(known: PipConfRecord | null, world: GuardWorld): Promise<Restored> {
  const path = known?.path ?? userPipConf(world)
  const found = await readConf(path, world)
  if (found === null) return 'nothing-there'
  if (known !== null && digest(found.text) === known.written) {
    if (known.before === null) await removeOwnConf(found.real)
    else
      await write(
        found.real,
        Buffer.from(known.before, 'base64').toString('latin1'),
        known.mode ?? found.mode,
      )
    return 'restored'
  }
  try {
    const text = withoutOurSettings(found.text, known?.settings ?? NONE, known?.replaced ?? [])
    if (text === found.text) return 'nothing-there'
    await write(found.real, text, known?.mode ?? found.mode)
    return 'lines-taken-back'
  } catch (cause) {
    throw cause instanceof PythonError ? unreadable(path, cause.message, cause) : cause
  }
}

/** `in-force`: as we wrote it; `edited`: somebody has written it since; `missing`: it is gone. */
export async function pipConfState(
  known: PipConfRecord,
  world: GuardWorld,
): Promise<'in-force' | 'edited' | 'missing'> {
  const found = await readConf(known.path, world).catch(() => null)
  if (found === null) return 'missing'
  return digest(found.text) === known.written ? 'in-force' : 'edited'
}

interface Conf {
  readonly real: string
  /** The bytes, one a character (latin-1). */
  readonly text: string
  readonly mode: number
}

/** Null where there is none. */
async function readConf(path: string, world: GuardWorld): Promise<Conf | null> {
  const found = await readOwnConf(path, world, {
    called: 'pip’s configuration file',
    unusable: unreadable,
  })
  return found && { real: found.real, text: found.bytes.toString('latin1'), mode: found.mode }
}

const write = (path: string, text: string, mode: number): Promise<void> =>
  writeOwnConf(path, Buffer.from(text, 'latin1'), mode)

const digest = (text: string): string => confDigest(Buffer.from(text, 'latin1'))

const unreadable = (path: string, found: string, cause: unknown): ProtectError =>
  new ProtectError('pip-conf', {
    message: `pip’s configuration file \`${path}\` can’t be used: ${found}; it was not changed`,
    hint: 'mend it, then the same again: pip config debug',
    cause,
  })
