import type { BuildRequest, BuildWorld } from '../build/index.ts'
import type { Ledger } from '../keys/index.ts'
import type { Happened } from '../journal/index.ts'
import {
  digestsOf,
  keptOf,
  runChain,
  STEPS,
  stepRecordText,
  type ChainWorld,
  type DoneStep,
  type KeptSteps,
  type NamedDigest,
  type ReleaseFile,
  type Step,
} from './chain/index.ts'
import {
  buildStep,
  checkSigner,
  releaseNameOf,
  reproduceStep,
  sbomStep,
  signStep,
  verifyStep,
  type BillWish,
  type Consume,
  type ReleaseSigner,
  type SignWish,
} from './steps/index.ts'
import { folderState, moveInPlace, type FolderState } from './upload-folder.ts'

/** What is to be released, and how. */
export interface ReleaseRequest {
  readonly build: BuildRequest
  readonly bill: BillWish
  readonly sign: SignWish
  /** The upload folder, absolute. */
  readonly out: string
}

/** Everything of the world that a release uses. */
export interface ReleaseWorld extends ChainWorld {
  readonly build: BuildWorld
  readonly kept: KeptSteps
  readonly signer: ReleaseSigner
  readonly ledger: Ledger
  /** Judges the files as a consumer who trusts the signer. */
  readonly consume: Consume
  /** Keeps what happened, for the figures. */
  readonly journal: (happened: Happened) => Promise<void>
}

export interface Released {
  /** The records of the steps, and where the files are. */
  readonly done: readonly DoneStep[]
  readonly files: readonly ReleaseFile[]
  readonly digests: readonly NamedDigest[]
}

/** What a release would do, in words and without doing it. */
export interface ReleasePlan {
  readonly steps: readonly { readonly step: Step['name']; readonly isKept: boolean }[]
  /** How the upload folder stands to what is known of the files: `other` is refused when all is done. */
  readonly folder: FolderState
}

/**
 * Builds, builds again elsewhere, writes the bill of materials, signs, and verifies as a consumer would; only then all files are
 * moved into the upload folder, together. What was done before and still fits is kept. Throws `ReleaseError` and what the
 * rooms of the steps throw; then nothing is in the upload folder.
 */
export async function releaseProject(request: ReleaseRequest, world: ReleaseWorld): Promise<Released> {
  // Before an hour of building: a key that may not sign ends it now.
  checkSigner(world.signer, world.now())
  const done = await runChain(stepsOf(request, world), world.kept, world)
  const files = filesOf(done)
  await moveInPlace(request.out, files)
  return { done, files, digests: digestsOf(files) }
}

/** Looks what of a release is done and what it would do. Throws `BuildError` for a source that can't be released. */
export async function planRelease(request: ReleaseRequest, world: ReleaseWorld): Promise<ReleasePlan> {
  checkSigner(world.signer, world.now())
  const steps = stepsOf(request, world)
  const kept = await keptOf(steps, world.kept)
  const files = kept.length === STEPS.length ? filesOf(kept) : []
  return {
    steps: steps.map(({ name }, index) => ({ step: name, isKept: index < kept.length })),
    folder: await folderState(request.out, files),
  }
}

/** All that was made, and the records of how, one a line, each of which names the one before by its digest. */
function filesOf(done: readonly DoneStep[]): readonly ReleaseFile[] {
  const records = done.map(({ record }) => stepRecordText(record)).join('')
  const name = `${releaseNameOf(done).stem}.release.jsonl`
  return [...done.flatMap(({ files }) => files), { name, bytes: Buffer.from(records) }]
}

/** The steps for the source as it is now. */
function stepsOf({ build, bill, sign }: ReleaseRequest, world: ReleaseWorld): readonly Step[] {
  return [
    buildStep(build, world),
    reproduceStep(build, world),
    sbomStep(bill, world),
    signStep(sign, world),
    verifyStep(world),
  ]
}
