import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import test from 'ava'
import { sha256Of, type Sha256 } from '../../src/encoding/index.ts'
import {
  draftFolder,
  EditError,
  editSession,
  type Desk,
  type DraftFolder,
  type EditOutcome,
  type EditorEnd,
  type EditWork,
  type InForce,
  type Notice,
  type PolicyText,
} from '../../src/edit/index.ts'
import { temporaryFolder } from '../files/temporary-folder.ts'

interface Review {
  readonly text: string
  readonly loosens: boolean
}

/** What the person does: an editor is a function of the file's text; null removes the file. */
interface Plan {
  readonly edits: readonly ((text: string) => string | null)[]
  readonly answers?: readonly (string | null)[]
  readonly ends?: Partial<EditorEnd>
  /** What is saved while the person is asked whether the editor is still open. */
  readonly late?: (text: string) => string
  readonly work?: Partial<EditWork<Review>>
}

interface Played {
  readonly outcome: EditOutcome<Review>
  readonly draft: DraftFolder
  readonly asked: readonly string[]
  readonly opened: readonly (readonly [text: string, line: number | null])[]
  readonly told: readonly Notice[]
  readonly installs: readonly (readonly [text: string, base: Sha256 | null, reason: string | null])[]
}

const TEXT = 'kind: Policy\nmode: enforce\n'
const BASE: PolicyText = { text: TEXT, digest: digest(TEXT) }
const DONE: InForce = {
  kind: 'installed',
  before: null,
  after: digest('x'),
  daemon: { state: 'absent', words: null, digest: null },
}

function digest(text: string): Sha256 {
  return sha256Of(Buffer.from(text))
}

/** A text with `bad` in it is refused; one with `mode: warn` loosens. */
function judge(text: string): ReturnType<EditWork<Review>['judge']> {
  const line = text.split('\n').findIndex((each) => each.includes('bad')) + 1
  if (line === 0) return Promise.resolve({ ok: true, review: { text, loosens: text.includes('mode: warn') } })
  return Promise.resolve({
    ok: false,
    problems: [{ code: 'value', message: 'bad', line, column: 1, hint: null }],
  })
}

/** Plays one edit: what runs out of the plan is an error of the test. */
async function play(
  t: ExecutionContext,
  { edits, answers = [], ends, late, work }: Plan,
  begun?: DraftFolder,
): Promise<Played> {
  const draft = begun ?? draftFolder(join(await temporaryFolder(t), 'edit'))
  if (begun === undefined) await draft.begin(BASE)
  const asked: string[] = []
  const opened: [string, number | null][] = []
  const told: Notice[] = []
  const installs: [string, Sha256 | null, string | null][] = []
  const queue = [...edits]
  const replies = [...answers]
  const desk: Desk<Review> = {
    openEditor: async (file, line) => {
      const text = await readFile(file, 'utf8')
      opened.push([text, line])
      const edited = (queue.shift() ?? unplanned('an editor'))(text)
      if (edited === null) await rm(file)
      else if (edited !== text) await writeFile(file, edited)
      return { code: 0, signal: null, tookMs: 5000, ...ends }
    },
    mayBeOpen: () => late !== undefined,
    ask: async (question) => {
      asked.push(question.kind)
      const answer = replies.shift()
      if (question.kind === 'forked' && late !== undefined)
        await writeFile(draft.file, late(await readFile(draft.file, 'utf8')))
      return answer === undefined ? unplanned(question.kind) : answer
    },
    tell: (notice) => void told.push(notice),
  }
  const outcome = await editSession(draft, desk, {
    judge,
    blank: BASE,
    reason: null,
    install: (review, base, reason) => {
      installs.push([review.text, base.digest, reason])
      return Promise.resolve(DONE)
    },
    ...work,
  })
  return { outcome, draft, asked, opened, told, installs }
}

function unplanned(what: string): never {
  throw new Error(`${what} was not planned`)
}

const to = (text: string) => () => text
const same = (text: string) => text
const [GOOD, BAD, LOOSE] = [`${TEXT}# more\n`, `${TEXT}bad: 1\n`, 'kind: Policy\nmode: warn\n']

test('a good text is reviewed, installed, and no draft is left', async (t) => {
  const { outcome, draft, installs, asked } = await play(t, { edits: [to(GOOD)], answers: ['y'] })
  t.like(outcome, { kind: 'installed', reason: null })
  t.deepEqual(installs, [[GOOD, BASE.digest, null]])
  t.deepEqual(asked, ['review'])
  t.is(await draft.base(), null)
})

test('unchanged and empty: nothing happens, and nothing is asked', async (t) => {
  const cases: readonly (readonly [(text: string) => string | null, EditOutcome<Review>['kind']])[] = [
    [same, 'unchanged'],
    [to(''), 'empty'],
    [to('# nothing but this\n\n'), 'empty'],
    [to(TEXT), 'unchanged'],
    [() => null, 'empty'],
  ]
  for (const [edit, kind] of cases) {
    const { outcome, draft, asked, installs } = await play(t, { edits: [edit] })
    t.is(outcome.kind, kind)
    t.deepEqual([asked, installs], [[], []])
    t.is(await draft.base(), null)
  }
})

test('what is refused is opened again as it was written, with the problems at their lines, which go at the next save', async (t) => {
  const { outcome, opened, installs } = await play(t, {
    edits: [to(BAD), (text) => text.replace('bad: 1\n', '# good\n')],
    answers: ['e', 'y'],
  })
  t.is(outcome.kind, 'installed')
  t.deepEqual(opened[1], [`${TEXT}#! line 3, column 1: bad\nbad: 1\n`, 3])
  t.deepEqual(installs, [[`${TEXT}# good\n`, BASE.digest, null]])
})

test('no answer installs what is refused', async (t) => {
  for (const answer of ['y', 'yes', 'i', 'Y', '!', 'install']) {
    const { outcome, installs } = await play(t, { edits: [to(BAD)], answers: [answer, 's'] })
    t.deepEqual([outcome, installs], [{ kind: 'kept', why: 'chosen' }, []])
  }
})

test('the same text refused twice ends the edit, and the draft is kept without the comments', async (t) => {
  const { outcome, draft, asked } = await play(t, { edits: [to(BAD), same], answers: ['e'] })
  t.deepEqual(outcome, { kind: 'kept', why: 'same-twice' })
  t.is(await draft.read(), BAD)
  t.deepEqual(asked, ['refused'])
})

test('saved as a draft, shown as a diff, discarded', async (t) => {
  const saved = await play(t, { edits: [to(BAD)], answers: ['d', 's'] })
  t.deepEqual(saved.outcome, { kind: 'kept', why: 'chosen' })
  t.deepEqual(saved.told, [{ kind: 'diff', before: TEXT, after: BAD }])
  t.is(await saved.draft.read(), BAD)
  const gone = await play(t, { edits: [to(GOOD)], answers: ['q'] })
  t.is(gone.outcome.kind, 'discarded')
  t.is(await gone.draft.base(), null)
})

test('Ctrl-C and a lost terminal keep the draft, at every question', async (t) => {
  for (const [edit, answers] of [
    [BAD, [null]],
    [GOOD, [null]],
    [LOOSE, ['y', null, null]],
  ] as const) {
    const { outcome, draft, installs } = await play(t, { edits: [to(edit)], answers: [...answers] })
    t.deepEqual([outcome, installs], [{ kind: 'kept', why: 'no-answer' }, []])
    t.is(await draft.read(), edit)
  }
})

test('a loosening is not installed without a reason, and with one it is recorded', async (t) => {
  const refused = await play(t, { edits: [to(LOOSE)], answers: ['y', '', 's'] })
  t.deepEqual([refused.outcome, refused.installs], [{ kind: 'kept', why: 'chosen' }, []])
  const given = await play(t, { edits: [to(LOOSE)], answers: ['y', 'trial'] })
  t.deepEqual(given.installs, [[LOOSE, BASE.digest, 'trial']])
  const before = await play(t, { edits: [to(LOOSE)], answers: ['y'], work: { reason: 'planned' } })
  t.like(before.outcome, { kind: 'installed', reason: 'planned' })
})

test('an editor that fails or is killed installs nothing: what was written is kept', async (t) => {
  for (const ends of [{ code: 1 }, { code: null, signal: 'SIGINT' }, { code: null, signal: 'SIGHUP' }]) {
    const { outcome, draft, asked } = await play(t, { edits: [to(GOOD)], ends })
    t.deepEqual([outcome, asked], [{ kind: 'kept', why: 'editor-failed' }, []])
    t.is(await draft.read(), GOOD)
    const untouched = await play(t, { edits: [same], ends })
    t.is(untouched.outcome.kind, 'unchanged')
  }
})

test('an editor that forks is waited for: what is saved by then counts', async (t) => {
  const saved = await play(t, { edits: [same], late: to(GOOD), answers: ['', 'y'] })
  t.deepEqual(saved.asked, ['forked', 'review'])
  t.deepEqual(saved.installs, [[GOOD, BASE.digest, null]])
  const nothing = await play(t, { edits: [same], late: same, answers: [''] })
  t.is(nothing.outcome.kind, 'unchanged')
  const left = await play(t, { edits: [same], late: to(GOOD), answers: [null] })
  t.deepEqual(left.outcome, { kind: 'kept', why: 'no-answer' })
})

test('another policy installed meanwhile is merged, judged and asked about again', async (t) => {
  const theirs = `# theirs\n${TEXT}`
  let first = true
  const { outcome, told, asked, draft } = await play(t, {
    edits: [to(`${TEXT}rules: [{ id: a }]\n`)],
    answers: ['y', 'y'],
    work: {
      install: ({ text }, base) => {
        if (!first) {
          t.is(base.digest, digest(theirs))
          t.is(text, `# theirs\n${TEXT}rules: [{ id: a }]\n`)
          return Promise.resolve(DONE)
        }
        first = false
        return Promise.resolve({ kind: 'conflict', found: { text: theirs, digest: digest(theirs) } })
      },
    },
  })
  t.is(outcome.kind, 'installed')
  t.deepEqual(told, [{ kind: 'merged' }])
  t.deepEqual(asked, ['review', 'review'])
  t.is(await draft.base(), null)
})

test('what both have changed is told and opened with both', async (t) => {
  const theirs = TEXT.replace('enforce', 'audit')
  const { outcome, told, draft } = await play(t, {
    edits: [to(TEXT.replace('enforce', 'warn'))],
    answers: ['y', 'trial', 's'],
    work: {
      install: () => Promise.resolve({ kind: 'conflict', found: { text: theirs, digest: digest(theirs) } }),
    },
  })
  t.deepEqual(told, [{ kind: 'conflicts', about: ['mode'] }])
  t.is(outcome.kind, 'kept')
  t.true((await draft.read()).includes('<<<<<<<'))
  t.deepEqual(await draft.base(), { text: theirs, digest: digest(theirs) })
})

test('a draft goes on after an installation that failed', async (t) => {
  const draft = draftFolder(join(await temporaryFolder(t), 'edit'))
  await draft.begin(BASE)
  const full = new EditError('install', { message: 'the disk is full' })
  const failing = play(
    t,
    { edits: [to(GOOD)], answers: ['y'], work: { install: () => Promise.reject(full) } },
    draft,
  )
  await t.throwsAsync(failing, { is: full })
  t.is(await draft.read(), GOOD)
  const resumed = await play(t, { edits: [same], answers: ['y'] }, draft)
  t.like(resumed.outcome, { kind: 'installed' })
  t.deepEqual(resumed.installs, [[GOOD, BASE.digest, null]])
})
