import { canonicalSdist, canonicalWheel } from '../../canonical/index.ts'
import type { BuildWorld } from '../../build/index.ts'
import type { Happened } from '../../journal/index.ts'
import type { KeyRecord } from '../../../trust/index.ts'
import { sha256Of } from '../../../encoding/index.ts'
import type { DoneStep, ReleaseFile, Step } from '../chain/index.ts'
import { ReleaseError } from '../release-error.ts'
import { digestOf } from './build-step.ts'
import { consumerPolicy, KEYRING } from './consumer-policy.ts'
import { artifactsIn, buildRecordIn, nameOf, stepIn, type ReleaseName } from './record-files.ts'

/** A key as a consumer gets it. */
export interface TrustedKey {
  readonly record: KeyRecord
  readonly publicFile: Uint8Array
}

/** What a consumer is given: a folder of files, keys in a keyring, a policy. */
export interface ConsumerQuestion {
  readonly files: readonly ReleaseFile[]
  /** Those of them that are installed. */
  readonly artifacts: readonly string[]
  readonly keyring: string
  readonly keys: readonly TrustedKey[]
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
  readonly build: BuildWorld
  readonly consume: Consume
  readonly trustedKeys: () => Promise<readonly TrustedKey[]>
  readonly journal: (happened: Happened) => Promise<void>
}

/**
 * Verifies what was signed as a consumer would, who trusts these keys alone; and that the same consumer refuses each file once its
 * bytes are others, since a yes that comes to anything says nothing. Throws `ReleaseError` `not-verified` or `unguarded`.
 */
export function verifyStep({ keys }: { readonly keys: readonly KeyRecord[] }, world: World): Step {
  return {
    name: 'verify',
    inputs: () =>
      Promise.resolve([{ name: 'keys', sha256: digestOf(keys.map(({ fingerprint }) => fingerprint)) }]),
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
  { trustedKeys }: World,
): Promise<ConsumerQuestion> {
  return {
    files: before.flatMap(({ files }) => files),
    artifacts: artifactsIn(before).map(({ name }) => name),
    keyring: KEYRING,
    keys: await trustedKeys(),
    policy: consumerPolicy(project, stepIn(before, 'sign')),
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
        message: `a consumer who trusts these keys would refuse \`${missing}\`; nothing was released\n${verdict?.words ?? 'nothing was decided'}`,
        hint: verdict === undefined ? 'trustctl verify --help' : `trustctl why ${verdict.code}`,
      }),
    }
  }
  const taken = artifacts.find((name) => !altered.some((each) => each.name === name && !each.isLetIn))
  if (taken === undefined) return null
  return {
    code: 'unguarded',
    error: new ReleaseError('unguarded', {
      message: `a consumer who trusts these keys would also take \`${taken}\` with other bytes; nothing was released`,
      hint: 'trustctl doctor',
    }),
  }
}

function released({ project, version }: ReleaseName, refused: Refusal | null, at: number): Happened {
  return { kind: 'release', at, project, version, code: refused?.code ?? null }
}
