import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import {
  keyFolder,
  type KeyFolder,
  type KeyWish,
  type PassphraseSource,
} from '../../../src/publish/keys/index.ts'
import { temporaryFolder } from '../../files/temporary-folder.ts'

export const DAY = 86_400
export const NOW = Date.UTC(2026, 10, 1) / 1000
export const PASSPHRASE = 'four words that nobody says'
export const SECRET = Buffer.from(PASSPHRASE)

export const WISH: KeyWish = {
  holder: 'dana',
  owner: 'Dana <dana@acme.example>',
  purpose: ['release'],
  notBefore: NOW,
  signUntil: NOW + 365 * DAY,
  verifyUntil: NOW + 3 * 365 * DAY,
}

export const said = (value = PASSPHRASE): PassphraseSource => ({ kind: 'said', value })

/** A folder for keys that is gone when the test ends. */
export async function scratchKeys(t: ExecutionContext): Promise<KeyFolder> {
  return keyFolder(join(await temporaryFolder(t), 'signing'))
}
