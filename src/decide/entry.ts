import type { Entry, KeptQuestion } from '../store/index.ts'
import type { Verdict } from '../verdict/index.ts'
import { fileQuestion } from './file-question.ts'
import { historyName } from './integrity.ts'

interface Decided {
  readonly verdict: Verdict
  /** For a wheel that pip built in this run. */
  readonly derivation: Entry['derivation']
  readonly publishers: Entry['publishers']
  readonly circumstances: Entry['decision']['circumstances']
  readonly now: number
}

/** What is to be remembered of a decision. Of what was refused: only that it was. */
export function entryOf(
  question: KeptQuestion,
  { verdict, circumstances, derivation, publishers, now }: Decided,
): Entry {
  const { run, artifact } = question
  const decision = { at: now, run, artifact, verdict, circumstances }
  if (verdict.decision === 'block')
    return { decision, sight: null, source: null, derivation: null, publishers: [] }
  return { decision, sight: sightOf(question), source: sourceOf(question), derivation, publishers }
}

function sightOf(question: KeptQuestion): Entry['sight'] {
  const file = fileQuestion(question)
  const name = file === null ? null : historyName(file)
  return file === null || name === null ? null : { ...name, sha256: file.artifact.sha256 }
}

function sourceOf(question: KeptQuestion): Entry['source'] {
  const { artifact, run } = question
  if (artifact.kind === 'wheel') return null
  const source = artifact.kind === 'sdist' ? artifact.sha256 : artifact.location
  return { run: run.id, source, question }
}
