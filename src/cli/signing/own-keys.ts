import { join } from 'node:path'
import {
  dayText,
  keyFolder,
  openLedger,
  openSigner,
  placeText,
  programs,
  warningsOf,
  type KeyFolder,
  type KeyWarning,
  type KeyWorld,
  type Ledger,
  type OwnKey,
} from '../../publish/keys/index.ts'
import type { OpenKey } from '../../publish/sign/index.ts'
import { keyStateAt, type KeyPurpose, type KeyState } from '../../trust/index.ts'
import { safeText } from '../../verdict/index.ts'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'
import { PASSPHRASE_VARIABLE, passphraseSource } from './passphrase-source.ts'

const SIGNING: ReadonlySet<KeyState> = new Set(['active', 'dual-sign'])

/** Where a publisher's own keys are. */
export function ownKeys({ paths }: Cli): KeyFolder {
  return keyFolder(join(paths.config, 'signing'))
}

/** Where is written down what they signed. */
export function ledgerOf({ paths }: Cli): Ledger {
  return openLedger(join(paths.state, 'ledger'))
}

/** What private keys may use of this machine; programs that are asked to sign are not told passphrases by the way. */
export async function keyWorld(cli: Cli, descriptor: string | undefined): Promise<KeyWorld> {
  const passphrase = await passphraseSource(cli, descriptor)
  const { [PASSPHRASE_VARIABLE]: _unsaid, ...env } = cli.env
  return { env: cli.env, passphrase, run: programs(env) }
}

/** Keys that are ready to sign. */
export async function openKeys(
  keys: readonly OwnKey[],
  folder: KeyFolder,
  world: KeyWorld,
): Promise<readonly OpenKey[]> {
  const opened: OpenKey[] = []
  for (const key of keys) {
    const [signer, publicFile] = [await openSigner(key, folder, world), await folder.publicFile(key.record)]
    opened.push({ record: key.record, signer, publicFile })
  }
  return opened
}

/** A key for programs. */
export function ownKeyJson({ record, place }: OwnKey, now: number): object {
  const { possession: _proof, ...rest } = record
  return { ...rest, stateNow: keyStateAt(record, now), where: place.kind }
}

/** A key in one line. */
export function ownKeyLine({ record, place }: OwnKey, now: number): string {
  const { fingerprint, kind, algorithm, holder, owner, purpose, signUntil } = record
  const state = keyStateAt(record, now)
  return [
    fingerprint,
    state,
    `${kind} ${algorithm}`,
    holder,
    safeText(owner),
    purpose.join('+'),
    `signs until ${dayText(signUntil)}`,
    safeText(placeText(place)),
  ].join('  ')
}

/** What a person has to be told of keys that end, one line each. */
export function warningLines(keys: readonly OwnKey[], now: number): readonly string[] {
  return warningsOf(
    keys.map(({ record }) => record),
    now,
  ).map(warningLine)
}

function warningLine({ fingerprint, holder, daysLeft, successor }: KeyWarning): string {
  const next =
    successor === null
      ? `trustctl keys rotate ${fingerprint.slice(0, 16)} --plan`
      : `key ${successor} follows`
  return `key ${fingerprint.slice(0, 16)} of ${holder} signs for ${daysLeft} more days: ${next}`
}

/** The keys that were named; where none was, the one that signs for the purpose now. Throws `KeysError` `no-key`, `CliError` `usage`. */
export async function signingKeys(
  folder: KeyFolder,
  named: readonly string[],
  now: number,
  purpose: KeyPurpose = 'release',
): Promise<readonly OwnKey[]> {
  if (named.length > 0) return await Promise.all(named.map((name) => folder.find(name)))
  const { keys } = await folder.list()
  const signing = keys.filter(
    ({ record }) => SIGNING.has(keyStateAt(record, now)) && record.purpose.includes(purpose),
  )
  const [only, ...others] = signing
  if (only !== undefined && others.length === 0) return [only]
  if (only === undefined)
    throw new CliError('usage', {
      message: `there is no key that signs for \`${purpose}\` now`,
      hint: `trustctl keys new --purpose ${purpose}, or trustctl keys list`,
    })
  const each = signing.map(({ record }) => `${record.fingerprint.slice(0, 16)} (${record.kind})`)
  throw new CliError('usage', {
    message: `${signing.length} keys sign for \`${purpose}\`: ${each.join(', ')}`,
    hint: `name one or several of them: --key ${only.record.fingerprint.slice(0, 16)}`,
  })
}
