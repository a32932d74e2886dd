import { FilesError } from '../../files/index.ts'
import type { PolicyProblem } from '../../policy/index.ts'
import { isEmpty, withNotes, withoutNotes, type DraftFolder, type PolicyText } from '../draft/index.ts'
import type { InForce } from '../install/index.ts'
import { mergePolicies } from '../merge/index.ts'
import type { Desk, EditorEnd } from './desk.ts'

/** A text that may be installed. */
interface Reviewed {
  /** As it is to be installed. */
  readonly text: string
  /** A reason is asked for. */
  readonly loosens: boolean
}

export type Judged<Review extends Reviewed> =
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] }
  | { readonly ok: true; readonly review: Review }

/** What an edit is made of, beside the person. */
export interface EditWork<Review extends Reviewed> {
  /** Holds a text against everything that a policy must pass; `base` is what it was made from. */
  judge(text: string, base: PolicyText): Promise<Judged<Review>>
  install(review: Review, base: PolicyText, reason: string | null): Promise<InForce>
  /** What is on the disk where a file that was there is gone. */
  readonly blank: PolicyText
  /** Given beforehand; null where it is asked for when it is needed. */
  readonly reason: string | null
}

type Installed = Extract<InForce, { readonly kind: 'installed' }>

/** How an edit ends. `kept`: nothing is installed, and `--resume` goes on. */
export type EditOutcome<Review extends Reviewed> =
  | { readonly kind: 'unchanged' | 'empty' | 'discarded' }
  | { readonly kind: 'kept'; readonly why: 'chosen' | 'same-twice' | 'editor-failed' | 'no-answer' }
  | {
      readonly kind: 'installed'
      readonly review: Review
      readonly installed: Installed
      readonly reason: string | null
    }

type Step<Review extends Reviewed> =
  /** `refused` is the text that was refused last: the same once more ends the edit. */
  | { readonly at: 'edit'; readonly line: number | null; readonly refused: string | null }
  | { readonly at: 'judge'; readonly text: string }
  | { readonly at: 'refused'; readonly text: string; readonly problems: readonly PolicyProblem[] }
  | { readonly at: 'review'; readonly text: string; readonly review: Review }
  | { readonly at: 'install'; readonly text: string; readonly review: Review; readonly reason: string | null }
  | { readonly at: 'end'; readonly outcome: EditOutcome<Review> }

/**
 * One edit of a draft that has begun, from the editor to the installed policy: edit ▶ judge ▶ (refused ▶ edit | review ▶
 * install ▶ (conflict ▶ merge ▶ judge | end)). What is refused can't be installed by any answer; whatever isn't installed or
 * discarded stays as a draft.
 */
export async function editSession<Review extends Reviewed>(
  draft: DraftFolder,
  desk: Desk<Review>,
  work: EditWork<Review>,
): Promise<EditOutcome<Review>> {
  let step: Step<Review> = { at: 'edit', line: null, refused: null }
  for (;;) {
    switch (step.at) {
      case 'edit':
        step = await edit(step, draft, desk, work)
        break
      case 'judge':
        step = await judge(step.text, draft, work)
        break
      case 'refused':
        step = await afterRefusal(step, draft, desk, work)
        break
      case 'review':
        step = await afterReview(step, draft, desk, work)
        break
      case 'install':
        step = await install(step, draft, desk, work)
        break
      case 'end':
        return step.outcome
    }
  }
}

type At<Review extends Reviewed, Name extends Step<Review>['at']> = Extract<
  Step<Review>,
  { readonly at: Name }
>

async function edit<Review extends Reviewed>(
  { line, refused }: At<Review, 'edit'>,
  draft: DraftFolder,
  desk: Desk<Review>,
  { blank }: EditWork<Review>,
): Promise<Step<Review>> {
  const before = await contentOf(draft)
  const end = await desk.openEditor(draft.file, line)
  const base = (await draft.base()) ?? blank
  const answered = await isDone(end, (await contentOf(draft)) !== before, desk)
  const text = withoutNotes(await contentOf(draft))
  if (text === base.text) return discard(draft, 'unchanged')
  if (failed(end)) return keep(draft, text, 'editor-failed')
  if (isEmpty(text)) return discard(draft, 'empty')
  if (!answered) return keep(draft, text, 'no-answer')
  return text === refused ? keep(draft, text, 'same-twice') : { at: 'judge', text }
}

/** An editor that removed the file has left nothing in it. */
async function contentOf(draft: DraftFolder): Promise<string> {
  try {
    return await draft.read()
  } catch (error) {
    if (error instanceof FilesError && error.code === 'missing') return ''
    throw error
  }
}

async function isDone<Review>(end: EditorEnd, changed: boolean, desk: Desk<Review>): Promise<boolean> {
  if (changed || failed(end) || !desk.mayBeOpen(end)) return true
  return (await desk.ask({ kind: 'forked' })) !== null
}

function failed({ code }: EditorEnd): boolean {
  return code !== 0
}

async function judge<Review extends Reviewed>(
  text: string,
  draft: DraftFolder,
  work: EditWork<Review>,
): Promise<Step<Review>> {
  await draft.write(text)
  const judged = await work.judge(text, (await draft.base()) ?? work.blank)
  return judged.ok
    ? { at: 'review', text, review: judged.review }
    : { at: 'refused', text, problems: judged.problems }
}

async function afterRefusal<Review extends Reviewed>(
  step: At<Review, 'refused'>,
  draft: DraftFolder,
  desk: Desk<Review>,
  work: EditWork<Review>,
): Promise<Step<Review>> {
  const { text, problems } = step
  const answer = await desk.ask({ kind: 'refused', problems, text })
  if (answer === 'e' || answer === '') return editAgain(text, problems, draft)
  return (await common(answer, text, draft, desk, work)) ?? step
}

async function editAgain<Review extends Reviewed>(
  text: string,
  problems: readonly PolicyProblem[],
  draft: DraftFolder,
): Promise<Step<Review>> {
  const noted = withNotes(text, problems)
  await draft.write(noted.text)
  return { at: 'edit', line: noted.line, refused: text }
}

async function afterReview<Review extends Reviewed>(
  step: At<Review, 'review'>,
  draft: DraftFolder,
  desk: Desk<Review>,
  work: EditWork<Review>,
): Promise<Step<Review>> {
  const { text, review } = step
  const answer = await desk.ask({ kind: 'review', review })
  if (answer === 'y') return withReason(step, desk, work.reason)
  if (answer === 'e') return { at: 'edit', line: null, refused: null }
  return (await common(answer, text, draft, desk, work)) ?? step
}

/** Without a reason nothing is loosened: the person is asked again what to do. */
async function withReason<Review extends Reviewed>(
  step: At<Review, 'review'>,
  desk: Desk<Review>,
  given: string | null,
): Promise<Step<Review>> {
  const { text, review } = step
  if (!review.loosens || given !== null) return { at: 'install', text, review, reason: given }
  const reason = await desk.ask({ kind: 'reason', review })
  return reason === null || reason === '' ? step : { at: 'install', text, review, reason }
}

/** The answers that both questions take; null for any other. */
async function common<Review extends Reviewed>(
  answer: string | null,
  text: string,
  draft: DraftFolder,
  desk: Desk<Review>,
  { blank }: EditWork<Review>,
): Promise<Step<Review> | null> {
  if (answer === null) return keep(draft, text, 'no-answer')
  if (answer === 's') return keep(draft, text, 'chosen')
  if (answer === 'q') return discard(draft, 'discarded')
  if (answer === 'd') desk.tell({ kind: 'diff', before: ((await draft.base()) ?? blank).text, after: text })
  return null
}

async function install<Review extends Reviewed>(
  { text, review, reason }: At<Review, 'install'>,
  draft: DraftFolder,
  desk: Desk<Review>,
  work: EditWork<Review>,
): Promise<Step<Review>> {
  const base = (await draft.base()) ?? work.blank
  const installed = await work.install(review, base, reason)
  if (installed.kind === 'conflict') return mergeWith(installed.found ?? work.blank, text, draft, desk, work)
  await draft.discard()
  return { at: 'end', outcome: { kind: 'installed', review, installed, reason } }
}

async function mergeWith<Review extends Reviewed>(
  theirs: PolicyText,
  mine: string,
  draft: DraftFolder,
  desk: Desk<Review>,
  work: EditWork<Review>,
): Promise<Step<Review>> {
  const base = (await draft.base()) ?? work.blank
  const merged = mergePolicies({ base: base.text, mine, theirs: theirs.text })
  await draft.rebase(theirs)
  desk.tell(merged.kind === 'merged' ? { kind: 'merged' } : { kind: 'conflicts', about: merged.about })
  return { at: 'judge', text: merged.text }
}

async function keep<Review extends Reviewed>(
  draft: DraftFolder,
  text: string,
  why: Extract<EditOutcome<Review>, { readonly kind: 'kept' }>['why'],
): Promise<Step<Review>> {
  await draft.write(text)
  return { at: 'end', outcome: { kind: 'kept', why } }
}

async function discard<Review extends Reviewed>(
  draft: DraftFolder,
  kind: 'unchanged' | 'empty' | 'discarded',
): Promise<Step<Review>> {
  await draft.discard()
  return { at: 'end', outcome: { kind } }
}
