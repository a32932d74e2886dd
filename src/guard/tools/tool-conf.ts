import type { GuardWorld } from '../protect/guard-world.ts'
import {
  confDigest,
  NEW_MODE,
  readOwnConf,
  removeOwnConf,
  RIGHTS_OF_OWNER,
  writeOwnConf,
} from '../protect/own-conf.ts'
import { ProtectError } from '../protect/protect-error.ts'
import type { ToolRecord } from './tool-record.ts'
import { hasSettings, withoutSettings, withSettings, type TomlSetting } from './toml-settings.ts'

/** A change of a tool's configuration that is worked out and not made yet. */
export interface ToolConfPlan {
  readonly record: ToolRecord
  /** The person's own settings, as TOML. */
  readonly own: string
  readonly apply: () => Promise<void>
}

/**
 * Works out how a tool's configuration is to be changed. `known` is what was done before; what the person wrote since
 * is kept.
 * @throws ProtectError `tool-conf`, `foreign`; nothing was changed
 */
export async function planToolConf(
  path: string,
  settings: readonly TomlSetting[],
  known: ToolRecord | null,
  world: GuardWorld,
): Promise<ToolConfPlan> {
  const found = await readConf(path, world)
  const own = found === null ? '' : withoutSettings(found.text)
  const text = await withSettings(own, settings).catch((cause: unknown) => {
    throw unusable(path, cause instanceof Error ? cause.message : 'it is no TOML', cause)
  })
  if (text === null)
    throw unusable(path, `it says ${namesOf(settings)} in a way that can’t be set aside line by line`)
  const isOurs = known?.path === path && found !== null && hasSettings(found.text)
  const record = {
    path,
    // Where it is still as we wrote it, what was before is known, with its last line's end.
    before: isOurs && digest(found.text) === known.written ? known.before : found && base64(own),
    mode: isOurs ? known.mode : (found?.mode ?? null),
    written: digest(text),
  }
  const mode = found === null ? NEW_MODE : found.mode & RIGHTS_OF_OWNER
  return { record, own, apply: () => write(found?.real ?? path, text, mode) }
}

/** What giving the file back came to: byte for byte, our lines alone, or nothing to do. */
export type RestoredConf = 'restored' | 'lines-taken-back' | 'nothing-there'

/** Gives the file back: as it was where nobody has written it since, else our lines are taken out of it. */
export async function restoreToolConf(
  path: string,
  known: ToolRecord | null,
  world: GuardWorld,
): Promise<RestoredConf> {
  const found = await readConf(known?.path ?? path, world)
  if (found === null || !hasSettings(found.text)) return 'nothing-there'
  if (known === null || digest(found.text) !== known.written) {
    await write(found.real, withoutSettings(found.text), known?.mode ?? found.mode)
    return 'lines-taken-back'
  }
  if (known.before === null) await removeOwnConf(found.real)
  else await write(found.real, Buffer.from(known.before, 'base64').toString('utf8'), known.mode ?? found.mode)
  return 'restored'
}

interface Conf {
  readonly real: string
  readonly text: string
  readonly mode: number
}

async function readConf(path: string, world: GuardWorld): Promise<Conf | null> {
  const found = await readOwnConf(path, world, { called: 'the configuration file', unusable })
  return found && { real: found.real, text: found.bytes.toString('utf8'), mode: found.mode }
}

const write = (path: string, text: string, mode: number): Promise<void> =>
  writeOwnConf(path, Buffer.from(text), mode)

const digest = (text: string): string => confDigest(Buffer.from(text))
const base64 = (text: string): string => Buffer.from(text).toString('base64')
const namesOf = (settings: readonly TomlSetting[]): string =>
  settings.map(({ key }) => `\`${key}\``).join(', ')

const unusable = (path: string, found: string, cause?: unknown): ProtectError =>
  new ProtectError('tool-conf', {
    message: `the configuration file \`${path}\` can’t be used: ${found.split('\n')[0] ?? ''}; it was not changed`,
    hint: 'mend it, one setting a line, then the same again',
    cause,
  })
