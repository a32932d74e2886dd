import { basename } from 'node:path'
import { identifyFile, readAttached, type FileArtifact } from '../../artifact/index.ts'
import { judge, type Question, type World } from '../../decide/index.ts'
import { attachedEvidence, type Evidence, type Run, type Subject, type Verdict } from '../../verdict/index.ts'
import { CliError } from '../cli-error.ts'
import { checkUnchanged, fileAtHand, suffixedDigests, type FileAtHand } from '../file-at-hand.ts'
import { unidentified } from './unidentified.ts'

/** A file, what it is, and what was decided. */
export interface JudgedFile {
  readonly file: string
  readonly artifact: Subject
  readonly verdict: Verdict
}

/** How often a judgement may ask for more digests: signatures are read in one round, and one more is generous. */
const MAX_ROUNDS = 3

/** Judges one file by its own bytes, as an installation from its path would. */
export async function judgeFile(
  path: string,
  {
    world,
    run,
    evidence,
  }: { readonly world: World; readonly run: Run; readonly evidence: readonly Evidence[] },
): Promise<JudgedFile> {
  const file = await fileAtHand(path)
  const filename = basename(path)
  const identity = await identifyFile({ path, filename })
  if (!identity.ok) return { file: path, ...unidentified(file, identity) }
  const { kind, project, version } = identity
  const { sha256, size } = file
  const artifact: FileArtifact = {
    kind,
    project,
    version,
    filename,
    sha256,
    size,
    channel: 'file',
    index: null,
    location: path,
    namedByUser: true,
  }
  const attached = kind === 'wheel' ? await readAttached(path) : null
  const question: Question = {
    run,
    artifact,
    evidence: [...evidence, ...(attached === null ? [] : attachedEvidence(attached))],
    claimed: [],
    offer: 'not-asked',
    derivedFrom: null,
    pinned: [],
    precedent: null,
    suffixed: [],
  }
  const verdict = await decided(question, world, file)
  await checkUnchanged(file)
  // Nothing is recorded by this verb, so what can be looked up is the code.
  return { file: path, artifact, verdict: { ...verdict, ref: verdict.code } }
}

async function decided(question: Question, world: World, file: FileAtHand): Promise<Verdict> {
  let asked = question
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const outcome = await judge(asked, world)
    if (outcome.kind === 'verdict') return outcome.verdict
    // A file at hand came from no index, so that there is no earlier release to hold it against.
    if (outcome.kind === 'precedent-wanted') break
    asked = { ...asked, suffixed: [...asked.suffixed, ...(await suffixedDigests(file, outcome.wanted))] }
  }
  throw new CliError('input', { message: `the signatures of \`${file.path}\` ask for ever more digests` })
}
