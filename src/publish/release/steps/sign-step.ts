import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { isJsonObject, parseJson, sha256Of } from '../../../encoding/index.ts'
import type { KeyPurpose, KeyRecord } from '../../../trust/index.ts'
import type { BuildRecord, BuildWorld } from '../../build/index.ts'
import { checkMaySign, type Ledger, type SignatureMade, type Signer } from '../../keys/index.ts'
import { statementOf, type Rebuilt } from '../../reproduce/index.ts'
import { billStatement, type BillForm, type WrittenBill } from '../../sbom/index.ts'
import { signEnvelope, signRelease, withKeys, type Form, type OpenKey } from '../../sign/index.ts'
import type { DoneStep, ReleaseFile, Step } from '../chain/index.ts'
import { ReleaseError } from '../release-error.ts'
import { digestOf } from './build-step.ts'
import { artifactsIn, buildRecordIn, stepIn } from './record-files.ts'
import { billName } from './sbom-step.ts'
import { staged } from './staging.ts'

const BILL_LIMITS = { maxBytes: 64 * 1024 * 1024, maxDepth: 32 } as const

export interface SignWish {
  readonly keys: readonly KeyRecord[]
  /** Null: whatever the keys make. */
  readonly forms: readonly Form[] | null
  /** An URI that says who built and rebuilt it. */
  readonly builder: string
  readonly bill: BillForm
  readonly actor: string
}

interface World {
  readonly build: BuildWorld
  /** Makes the keys ready to sign; a person may be asked for passphrases. */
  readonly openKeys: () => Promise<readonly OpenKey[]>
  readonly ledger: Ledger
}

/**
 * Signs the artifacts in all forms; and, by keys that are for it too, that they were built again to the byte, and the bill of
 * materials. Throws `KeysError`, `SignError`.
 */
export function signStep(wish: SignWish, world: World): Step {
  return {
    name: 'sign',
    inputs: () =>
      Promise.resolve([
        {
          name: 'keys',
          sha256: digestOf(wish.keys.map(({ fingerprint, purpose }) => [fingerprint, ...purpose])),
        },
        { name: 'wish', sha256: digestOf([wish.forms === null ? null : [...wish.forms], wish.builder]) },
      ]),
    run: async (before) => {
      const now = world.build.now()
      checkKeys(wish.keys, now)
      const keys = await world.openKeys()
      const files = await signAll({ wish, world, keys, before, now })
      return {
        files,
        says: wish.keys.map(({ fingerprint, holder }) => `signed by ${fingerprint} of ${holder}`),
      }
    },
  }
}

/** Throws `KeysError` for a key that may not sign a release now. */
export function checkKeys(keys: readonly KeyRecord[], now: number): void {
  for (const record of keys) checkMaySign(record, 'release', now)
}

interface Signing {
  readonly wish: SignWish
  readonly world: World
  readonly keys: readonly OpenKey[]
  readonly before: readonly DoneStep[]
  readonly now: number
}

async function signAll(signing: Signing): Promise<readonly ReleaseFile[]> {
  const { wish, world, keys, before, now } = signing
  const artifacts = artifactsIn(before)
  return await staged(world.build.temporary, stepIn(before, 'build').files, async (folder) => {
    const { released } = await signRelease({
      files: artifacts.map(({ name }) => join(folder, name)),
      make: withKeys({ keys, forms: wish.forms, at: null, now }),
      now,
      actor: wish.actor,
      requireRecord: true,
      output: null,
      ledger: world.ledger,
      progress: world.build.onProgress,
    })
    const signatures = released.map(async ({ path }) => ({
      name: basename(path),
      bytes: await readFile(path),
    }))
    return [
      ...(await Promise.all(signatures)),
      ...(await rebuildStatements(artifacts, signing)),
      ...(await billStatements(artifacts, signing)),
    ]
  })
}

async function rebuildStatements(
  artifacts: readonly ReleaseFile[],
  signing: Signing,
): Promise<readonly ReleaseFile[]> {
  const { wish, before, keys } = signing
  const found = stepIn(before, 'reproduce').record.says
  const files: ReleaseFile[] = []
  for (const key of keysFor('rebuild', keys)) {
    const name = key.record.holder.replaceAll('.', '-')
    for (const artifact of artifacts) {
      const statement = statementOf(rebuiltOf(artifact, buildRecordIn(before), found), wish.builder)
      const bytes = await signed(statement, [key], artifact, 'rebuild', signing)
      files.push({ name: `${artifact.name}.${name}.rebuild.json`, bytes })
    }
  }
  return files
}

/** That the step `reproduce` came to the same bytes, and what it found. */
function rebuiltOf(
  { name, bytes }: ReleaseFile,
  { source, materials, interpreter }: BuildRecord,
  found: readonly string[],
): Rebuilt {
  const surroundings = { found: [...found], python: interpreter.version }
  return { filename: name, bytes, source, tools: materials, surroundings }
}

async function billStatements(
  artifacts: readonly ReleaseFile[],
  signing: Signing,
): Promise<readonly ReleaseFile[]> {
  const { wish, before, keys } = signing
  const own = keysFor('sbom', keys)
  const name = billName(before, wish.bill)
  const bill = stepIn(before, 'sbom').files.find((file) => file.name === name)
  if (own.length === 0 || bill === undefined) return []
  const subjects = artifacts.map((file) => ({ name: file.name, sha256: sha256Of(file.bytes) }))
  const statement = billStatement(writtenBill(bill, wish.bill), subjects, name)
  return [{ name: `${name}.intoto.json`, bytes: await signed(statement, own, bill, 'sbom', signing) }]
}

function writtenBill({ bytes }: ReleaseFile, form: BillForm): WrittenBill {
  const text = Buffer.from(bytes).toString('utf8')
  const json = parseJson(text, BILL_LIMITS)
  if (!isJsonObject(json))
    throw new ReleaseError('record', { message: 'the step `sbom` left no bill of materials' })
  return { form, json, text }
}

/** The ledger has the entry before anybody sees the signature. */
async function signed(
  statement: Uint8Array,
  keys: readonly PlainKey[],
  subject: ReleaseFile,
  purpose: KeyPurpose,
  { now, wish, world }: Signing,
): Promise<Uint8Array> {
  for (const { record } of keys) checkMaySign(record, purpose, now)
  const envelope = await signEnvelope(
    statement,
    keys.map(({ signer }) => signer),
    null,
  )
  const bytes = Buffer.from(envelope)
  await world.ledger.append(
    keys.map(({ record }): SignatureMade => ({
      at: now,
      actor: wish.actor,
      key: record.fingerprint,
      holder: record.holder,
      purpose,
      form: purpose,
      subject: { name: subject.name, sha256: sha256Of(subject.bytes) },
      signature: sha256Of(bytes),
    })),
  )
  return bytes
}

interface PlainKey {
  readonly record: KeyRecord
  readonly signer: Signer
}

/** Statements are in envelopes, which plain keys sign. */
function keysFor(purpose: KeyPurpose, keys: readonly OpenKey[]): readonly PlainKey[] {
  return keys.flatMap(({ record, signer }) =>
    record.kind === 'plain' && signer.kind === 'raw' && record.purpose.includes(purpose)
      ? [{ record, signer: signer.signer }]
      : [],
  )
}
