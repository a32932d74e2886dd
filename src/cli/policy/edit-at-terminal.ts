import {
  draftFolder,
  editPlaces,
  editSession,
  lockDraft,
  NEW_POLICY,
  readInstalled,
  type DraftFolder,
  type EditWork,
  type PolicyText,
} from '../../edit/index.ts'
import { ensurePrivateFolder } from '../../files/index.ts'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import { diskInWords } from './disk-in-words.ts'
import { printOutcome } from './edit-result.ts'
import { editingDesk } from './editing-desk.ts'
import { editorOf } from './editor-on-path.ts'
import { installOn } from './force.ts'
import { judgeText, type Review } from './judge-text.ts'

export interface EditAtTerminal {
  readonly resume: boolean
  readonly reason: string | null
  readonly days: number
  readonly json: boolean
}

/** Edits the policy in the person's editor. The draft is locked meanwhile, and stays where the edit comes to no end. */
export function editAtTerminal(cli: Cli, terminal: Terminal, wanted: EditAtTerminal): Promise<ExitCode> {
  return diskInWords(cli, () => editLocked(cli, terminal, wanted))
}

async function editLocked(cli: Cli, terminal: Terminal, wanted: EditAtTerminal): Promise<ExitCode> {
  const places = editPlaces(cli.paths)
  const editor = editorOf(cli)
  await ensurePrivateFolder(cli.paths.state)
  const lock = await lockDraft(places.draftLock, { actor: cli.actor, since: cli.now() })
  try {
    const draft = draftFolder(places.draft)
    const started = await start(cli, terminal, draft, wanted.resume)
    if (!started) return EXIT.ok
    return await inSession(cli, wanted.json, draft, () =>
      editSession(draft, editingDesk(cli, terminal, editor), workOf(cli, wanted)),
    )
  } finally {
    await lock.release()
  }
}

/** Whatever goes wrong, the person is told that the draft is there. */
async function inSession(
  cli: Cli,
  json: boolean,
  draft: DraftFolder,
  session: () => ReturnType<typeof editSession<Review>>,
): Promise<ExitCode> {
  try {
    return printOutcome(cli, json, await session())
  } catch (error) {
    if ((await draft.base()) !== null) cli.complain('the draft is kept: trustctl policy edit --resume')
    throw error
  }
}

const BLANK: PolicyText = { text: NEW_POLICY, digest: null }

/** Begins a draft or goes on with the one that is kept; false where the person wants neither. */
async function start(cli: Cli, terminal: Terminal, draft: DraftFolder, resume: boolean): Promise<boolean> {
  const kept = await draft.base()
  if (kept === null && resume) throw noDraft()
  const goesOn = kept !== null && (resume || (await wantsKept(cli, terminal)))
  if (goesOn === 'neither') return false
  if (goesOn) {
    const left = await draft.leftovers()
    if (left.length > 0) cli.complain(`an editor was cut off and left beside the draft: ${left.join(', ')}`)
    return true
  }
  await draft.begin((await readInstalled(cli.paths.policyFile)) ?? BLANK)
  return true
}

async function wantsKept(cli: Cli, terminal: Terminal): Promise<boolean | 'neither'> {
  cli.complain('a draft of an earlier edit is kept')
  const answer = await terminal.ask('[r]esume it; [n]ew, which discards it; [q]uit: ')
  if (answer === 'r' || answer === '') return true
  return answer === 'n' ? false : 'neither'
}

function workOf(cli: Cli, { reason, days }: EditAtTerminal): EditWork<Review> {
  return {
    blank: BLANK,
    reason,
    judge: (text, base) => judgeText(cli, text, base, { days }),
    install: (review, base, given) =>
      installOn(cli, {
        text: review.text,
        expected: base.digest,
        policyDigest: review.policy.digest,
        how: 'edit',
        loosens: review.loosens,
        reason: given,
      }),
  }
}

function noDraft(): CliError {
  return new CliError('nothing', { message: 'no draft is kept', hint: 'trustctl policy edit' })
}
