import { randomBytes } from 'node:crypto'
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../encoding/index.ts'
import {
  checkPrivateFile,
  ensurePrivateFolder,
  FilesError,
  readFileBounded,
  writeFileAtomically,
} from '../files/index.ts'
import type { PipConfSettings, ReplacedSetting } from '../python/index.ts'
import { ClientError } from './client-error.ts'
import type { HomePaths } from './home-paths.ts'

/** The standing run for programs that no witness is in: made by `trustctl protect`, served by the interceptor. */
export interface GuardRecord {
  /** Secret, 256 bits: whoever sends it as the password of user `run` is served. */
  readonly token: string
  /** On 127.0.0.1; chosen once and kept, since it is written down elsewhere. */
  readonly port: number
  /** Who is pointed at it: `pip`, `uv`, …; without anybody there is no guard. */
  readonly usedBy: readonly string[]
  /** What the person's environment said of proxies, authorities and pip when the guard was made: the upstream's settings. */
  readonly env: Readonly<Record<string, string>>
  /** What was done to pip's user configuration; null where nothing. */
  readonly pipConf: PipConfRecord | null
}

/** One configuration file of pip's with our settings in it. */
export interface PipConfRecord {
  /** As pip names it; a link stays a link. */
  readonly path: string
  /** The whole file as it was, base64; null where there was none. */
  readonly before: string | null
  readonly mode: number | null
  /** sha256 of what we wrote. */
  readonly written: string
  readonly settings: PipConfSettings
  readonly replaced: readonly ReplacedSetting[]
}

const TOKEN_BYTES = 32
const LIMITS = { maxBytes: 2 * 1024 * 1024, maxDepth: 6 } as const

/** A guard that nobody uses yet. */
export function newGuardRecord(port: number, env: Readonly<Record<string, string>>): GuardRecord {
  return { token: randomBytes(TOKEN_BYTES).toString('base64url'), port, usedBy: [], env, pipConf: null }
}

/** Where programs are to go: the proxy with its password, and the one authority that counts there. */
export interface GuardAddress {
  /** `http://run:TOKEN@127.0.0.1:PORT` */
  readonly proxyUrl: string
  /** A PEM file with the installation's own authority alone: whoever goes past the guard finds no certificate that verifies. */
  readonly caBundle: string
}

/** The address of a guard. */
export function addressOfGuard(
  { token, port }: Pick<GuardRecord, 'token' | 'port'>,
  { guardCa }: Pick<HomePaths, 'guardCa'>,
): GuardAddress {
  return { proxyUrl: `http://run:${token}@127.0.0.1:${port}`, caBundle: guardCa }
}

/**
 * The guard's record; null where there is none.
 * @throws FilesError where others could have written it, ClientError `refused` for what is no record
 */
export async function readGuardRecord(paths: Pick<HomePaths, 'guardFile'>): Promise<GuardRecord | null> {
  try {
    await checkPrivateFile(paths.guardFile)
    return parseGuardRecord(parseJson(await readFileBounded(paths.guardFile, LIMITS), LIMITS))
  } catch (error) {
    if (error instanceof FilesError && error.code === 'missing') return null
    if (error instanceof FilesError || error instanceof ClientError) throw error
    throw unreadable(paths.guardFile, error)
  }
}

/** Writes it, 0600 in a 0700 folder. */
export async function writeGuardRecord(
  { guardDir, guardFile }: Pick<HomePaths, 'guardDir' | 'guardFile'>,
  record: GuardRecord,
): Promise<void> {
  await ensurePrivateFolder(guardDir)
  await writeFileAtomically(guardFile, `${JSON.stringify({ v: 1, ...record }, null, 2)}\n`, { mode: 0o600 })
}

function parseGuardRecord(value: JsonValue): GuardRecord {
  if (!isJsonObject(value) || value['v'] !== 1) throw new TypeError('not an object of version 1')
  const { token, port, usedBy, env, pipConf } = value
  if (typeof token !== 'string' || !/^[\w-]{43}$/.test(token)) throw new TypeError('no token')
  if (typeof port !== 'number' || !Number.isSafeInteger(port) || port < 1 || port > 65_535)
    throw new TypeError('no port')
  return {
    token,
    port,
    usedBy: textsOf(usedBy),
    env: textMapOf(env),
    pipConf: pipConf === null ? null : parsePipConf(objectOf(pipConf)),
  }
}

function parsePipConf(value: JsonObject): PipConfRecord {
  const { before, mode, replaced } = value
  const settings = objectOf(value['settings'])
  return {
    path: textOf(value['path']),
    before: before === null ? null : textOf(before),
    mode: typeof mode === 'number' ? mode : null,
    written: textOf(value['written']),
    settings: {
      proxy: textOf(settings['proxy']),
      cert: textOf(settings['cert']),
      'cache-dir': textOf(settings['cache-dir']),
    },
    replaced: listOf(replaced).map((each) => {
      const { section, lines } = objectOf(each)
      return { section: textOf(section), lines: textOf(lines) }
    }),
  }
}

function objectOf(value: JsonValue | undefined): JsonObject {
  if (value === undefined || !isJsonObject(value)) throw new TypeError('an object was expected')
  return value
}

function textOf(value: JsonValue | undefined): string {
  if (typeof value !== 'string') throw new TypeError('a text was expected')
  return value
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  if (!Array.isArray(value)) throw new TypeError('a list was expected')
  return value.map((each: JsonValue) => each)
}

const textsOf = (value: JsonValue | undefined): readonly string[] => listOf(value).map(textOf)

const textMapOf = (value: JsonValue | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(objectOf(value)).map(([name, each]) => [name, textOf(each)]))

const unreadable = (path: string, cause: unknown): ClientError =>
  new ClientError('refused', {
    message: `\`${path}\` is no record of a guard: ${cause instanceof Error ? cause.message : 'unreadable'}`,
    hint: 'take it away by `trustctl unprotect user` and begin again with `trustctl protect user`',
    cause,
  })
