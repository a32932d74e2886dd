import { canonicalSdist, canonicalWheel } from '../../canonical/index.ts'
import type { BuildWorld } from '../../build/index.ts'
import type { Happened } from '../../journal/index.ts'
import { sha256Of } from '../../../encoding/index.ts'
import type { DoneStep, ReleaseFile, Step } from '../chain/index.ts'
import { ReleaseError } from '../release-error.ts'
import { consumerPolicy, KEYRING } from './consumer-policy.ts'
import { artifactsIn, buildRecordIn, nameOf, stepIn, type ReleaseName } from './record-files.ts'
import { signerInputs, type ReleaseSigner, type TrustedKey } from './signer.ts'

/** What a consumer is given: a folder of files, whom to trust, a policy. */
export interface ConsumerQuestion {
  readonly files: readonly ReleaseFile[]
  /** Those of them that are installed. */
  readonly artifacts: readonly string[]
  readonly keyring: string
  readonly keys: readonly TrustedKey[]
  /** `trusted_root.json` of the instance that certified the signer; null where keys signed. */
  readonly trustedRoot: Uint8Array | null
  readonly policy: string
}

export interface ConsumerVerdict {
  readonly name: string
  readonly isLetIn: boolean
  /** A reason code. */
  readonly code: string
  /** What was decided, for a person. */
  readonly words: string
}

/** Judges artifacts with the consumer's own program, in a home of its own. */
export type Consume = (question: ConsumerQuestion) => Promise<readonly ConsumerVerdict[]>

interface World {
  readonly build: Pick<BuildWorld, 'now'>
  readonly consume: Consume
  readonly signer: ReleaseSigner
  readonly journal: (happened: Happened) => Promise<void>
}

/**
 * Verifies what was signed as a consumer would, who trusts its signer alone; and that the same consumer refuses each file once its
 * bytes are others, since a yes that comes to anything says nothing. Throws `ReleaseError` `not-verified` or `unguarded`.
 */
export function verifyStep(world: World): Step {
  return {
    name: 'verify',
    inputs: () => Promise.resolve(signerInputs(world.signer)),
    run: async (before) => {
      const name = nameOf(buildRecordIn(before))
      const question = await questionOf(name, before, world)
      const verdicts = await world.consume(question)
      const altered = await world.consume(await alteredQuestion(question, before))
      const refused = refusalOf(question, verdicts, altered)
      await world.journal(released(name, refused, world.build.now()))
      if (refused !== null) throw refused.error
      const words = [...verdicts, ...altered.map((each) => ({ ...each, name: `${each.name}, altered` }))]
      return {
        files: [],
        says: words.map((each) => `${each.name}: ${each.code} ${each.words}`.slice(0, 4000)),
      }
    },
  }
}

async function questionOf(
  { project }: ReleaseName,
  before: readonly DoneStep[],
  { signer }: World,
): Promise<ConsumerQuestion> {
  return {
    files: before.flatMap(({ files }) => files),
    artifacts: artifactsIn(before).map(({ name }) => name),
    keyring: KEYRING,
    keys: signer.kind === 'keys' ? await signer.trusted() : [],
    trustedRoot: signer.kind === 'identity' ? signer.trustedRoot : null,
    policy: consumerPolicy(project, stepIn(before, 'sign'), signer),
  }
}

/** The same release two seconds later: archives as good as the first, of other bytes. */
async function alteredQuestion(
  question: ConsumerQuestion,
  before: readonly DoneStep[],
): Promise<ConsumerQuestion> {
  const epochSeconds = buildRecordIn(before).epochSeconds + 2
  const files: ReleaseFile[] = []
  for (const { name, bytes } of question.files) {
    if (!question.artifacts.includes(name)) files.push({ name, bytes })
    else {
      const write = name.endsWith('.whl') ? canonicalWheel : canonicalSdist
      const other = await write(bytes, { epochSeconds })
      if (sha256Of(other) === sha256Of(bytes)) throw new Error(`\`${name}\` can’t be altered`)
      files.push({ name, bytes: other })
    }
  }
  return { ...question, files }
}

interface Refusal {
  readonly code: string
  readonly error: ReleaseError
}

function refusalOf(
  { artifacts }: ConsumerQuestion,
  verdicts: readonly ConsumerVerdict[],
  altered: readonly ConsumerVerdict[],
): Refusal | null {
  const missing = artifacts.find((name) => !verdicts.some((each) => each.name === name && each.isLetIn))
  if (missing !== undefined) {
    const verdict = verdicts.find(({ name }) => name === missing)
    return {
      code: verdict?.code ?? 'none',
      error: new ReleaseError('not-verified', {
        message: `a consumer who trusts its signer would refuse \`${missing}\`; nothing was released\n${verdict?.words ?? 'nothing was decided'}`,
        hint: verdict === undefined ? 'trustctl verify --help' : `trustctl why ${verdict.code}`,
      }),
    }
  }
  const taken = artifacts.find((name) => !altered.some((each) => each.name === name && !each.isLetIn))
  if (taken === undefined) return null
  return {
    code: 'unguarded',
    error: new ReleaseError('unguarded', {
      message: `a consumer who trusts its signer would also take \`${taken}\` with other bytes; nothing was released`,
      hint: 'trustctl doctor',
    }),
  }
}

function released({ project, version }: ReleaseName, refused: Refusal | null, at: number): Happened {
  return { kind: 'release', at, project, version, code: refused?.code ?? null }
}
