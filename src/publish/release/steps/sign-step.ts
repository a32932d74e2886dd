import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { isJsonObject, parseJson, sha256Of } from '../../../encoding/index.ts'
import type { BuildRecord, BuildWorld } from '../../build/index.ts'
import type { Ledger } from '../../keys/index.ts'
import { statementOf, type Rebuilt } from '../../reproduce/index.ts'
import { SIGNED_BILL_SUFFIX, signBill, type BillForm, type WrittenBill } from '../../sbom/index.ts'
import {
  plainKeysFor,
  signRelease,
  signStatement,
  withKeys,
  type Form,
  type Make,
  type OpenKey,
  type PlainKey,
} from '../../sign/index.ts'
import type { DoneStep, ReleaseFile, Step } from '../chain/index.ts'
import { ReleaseError } from '../release-error.ts'
import { digestOf } from './build-step.ts'
import { artifactsIn, buildRecordIn, stepIn } from './record-files.ts'
import { billName } from './sbom-step.ts'
import { checkSigner, signerInputs, signerWords, type ReleaseSigner } from './signer.ts'
import { staged } from './staging.ts'

const BILL_LIMITS = { maxBytes: 64 * 1024 * 1024, maxDepth: 32 } as const

export interface SignWish {
  /** Null: whatever the signer makes. */
  readonly forms: readonly Form[] | null
  /** An URI that says who built and rebuilt it. */
  readonly builder: string
  readonly bill: BillForm
  readonly actor: string
}

interface World {
  readonly build: Pick<BuildWorld, 'now' | 'temporary' | 'onProgress'>
  readonly signer: ReleaseSigner
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
        ...signerInputs(world.signer),
        { name: 'wish', sha256: digestOf([wish.forms === null ? null : [...wish.forms], wish.builder]) },
      ]),
    run: async (before) => {
      const now = world.build.now()
      checkSigner(world.signer, now)
      const files = await signAll({ wish, world, before, now })
      return { files, says: signerWords(world.signer).map((words) => `signed ${words}`) }
    },
  }
}

interface Signing {
  readonly wish: SignWish
  readonly world: World
  readonly before: readonly DoneStep[]
  readonly now: number
}

async function signAll(signing: Signing): Promise<readonly ReleaseFile[]> {
  const { wish, world, before, now } = signing
  const artifacts = artifactsIn(before)
  const { make, keys } = await readySigner(signing)
  return await staged(world.build.temporary, stepIn(before, 'build').files, async (folder) => {
    const { released } = await signRelease({
      files: artifacts.map(({ name }) => join(folder, name)),
      make,
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
      ...(await rebuildStatements(artifacts, keys, signing)),
      ...(await billStatements(artifacts, keys, signing)),
    ]
  })
}

/** What makes the signatures; and the keys of one's own, which may state more than that. */
async function readySigner({ wish: { forms }, world: { signer }, now }: Signing): Promise<{
  readonly make: Make
  readonly keys: readonly OpenKey[]
}> {
  if (signer.kind === 'identity') return { make: await signer.make(), keys: [] }
  const keys = await signer.open()
  return { make: withKeys({ keys, forms, at: null, now, stamp: null }), keys }
}

async function rebuildStatements(
  artifacts: readonly ReleaseFile[],
  keys: readonly OpenKey[],
  signing: Signing,
): Promise<readonly ReleaseFile[]> {
  const { wish, before } = signing
  const found = stepIn(before, 'reproduce').record.says
  const files: ReleaseFile[] = []
  for (const key of plainKeysFor('rebuild', keys)) {
    const name = key.record.holder.replaceAll('.', '-')
    for (const artifact of artifacts) {
      const statement = statementOf(rebuiltOf(artifact, buildRecordIn(before), found), wish.builder)
      const bytes = await signed(statement, [key], artifact, signing)
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
  keys: readonly OpenKey[],
  signing: Signing,
): Promise<readonly ReleaseFile[]> {
  const { wish, world, before, now } = signing
  const own = plainKeysFor('sbom', keys)
  const name = billName(before, wish.bill)
  const bill = stepIn(before, 'sbom').files.find((file) => file.name === name)
  if (own.length === 0 || bill === undefined) return []
  const subjects = artifacts.map((file) => ({ name: file.name, sha256: sha256Of(file.bytes) }))
  const about = { filename: name, subjects, keys: own, now, actor: wish.actor }
  const { content, made } = await signBill(writtenBill(bill, wish.bill), about)
  await world.ledger.append(made)
  return [{ name: `${name}${SIGNED_BILL_SUFFIX}`, bytes: content }]
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
  { name, bytes }: ReleaseFile,
  { now, wish: { actor }, world }: Signing,
): Promise<Uint8Array> {
  const subject = { name, sha256: sha256Of(bytes) }
  const { content, made } = await signStatement(statement, keys, { purpose: 'rebuild', subject, now, actor })
  await world.ledger.append(made)
  return content
}
