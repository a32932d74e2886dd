import { digestsOf, type DoneStep, type KeptSteps, type ReleaseFile } from './kept-steps.ts'
import { areSame, stepRecordDigest, type NamedDigest, type StepName, type StepRecord } from './step-record.ts'

/** One step of a release. */
export interface Step {
  readonly name: StepName
  /** What it is made from beside the steps before: whatever of it changes, the step is done again. */
  readonly inputs: (before: readonly DoneStep[]) => Promise<readonly NamedDigest[]>
  /** Throws where nothing may be released. */
  readonly run: (before: readonly DoneStep[]) => Promise<StepResult>
}

export interface StepResult {
  readonly files: readonly ReleaseFile[]
  /** What it found, a line each. */
  readonly says: readonly string[]
}

export interface ChainWorld {
  /** Seconds since the epoch, UTC. */
  readonly now: () => number
  /** Told of each step whether it is kept or begins now. */
  readonly onStep: (step: StepName, state: 'kept' | 'begins') => void
}

/**
 * Does one step after the other. What was done before is kept as long as its record follows on the one before, names the same
 * inputs, and its files are still those that it names; from the first that doesn't fit on, all are done again.
 */
export async function runChain(
  steps: readonly Step[],
  kept: KeptSteps,
  world: ChainWorld,
): Promise<readonly DoneStep[]> {
  const done: DoneStep[] = []
  for (const step of steps) done.push(await doStep(step, done, kept, world))
  return done
}

/** Which steps would be kept: those before the first that doesn't fit. Does and writes nothing. */
export async function keptOf(steps: readonly Step[], kept: KeptSteps): Promise<readonly DoneStep[]> {
  const done: DoneStep[] = []
  for (const step of steps) {
    const found = await fitting(step, done, await step.inputs(done), kept)
    if (found === null) return done
    done.push(found)
  }
  return done
}

async function doStep(
  step: Step,
  before: readonly DoneStep[],
  kept: KeptSteps,
  world: ChainWorld,
): Promise<DoneStep> {
  const inputs = await step.inputs(before)
  const found = await fitting(step, before, inputs, kept)
  world.onStep(step.name, found === null ? 'begins' : 'kept')
  if (found !== null) return found
  const { files, says } = await step.run(before)
  const record: StepRecord = {
    formatVersion: 1,
    step: step.name,
    previous: previousOf(before),
    inputs: [...inputs],
    outputs: digestsOf(files),
    says: [...says],
    finishedAt: world.now(),
  }
  const result = { record, files }
  await kept.write(result)
  return result
}

async function fitting(
  { name }: Step,
  before: readonly DoneStep[],
  inputs: readonly NamedDigest[],
  kept: KeptSteps,
): Promise<DoneStep | null> {
  const found = await kept.read(name)
  const fits = found?.record.previous === previousOf(before) && areSame(found.record.inputs, inputs)
  return fits ? found : null
}

function previousOf(before: readonly DoneStep[]): string | null {
  const last = before.at(-1)
  return last === undefined ? null : stepRecordDigest(last.record)
}
