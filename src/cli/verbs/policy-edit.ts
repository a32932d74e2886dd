import { MAX_PATCH_BYTES, NEW_POLICY, setValues, withPatch } from '../../edit/index.ts'
import { decodeUtf8, readBounded } from '../../encoding/index.ts'
import { POLICY_LIMITS } from '../../policy/index.ts'
import { CliError } from '../cli-error.ts'
import { STANDARD_INPUT, type Cli } from '../cli.ts'
import { readNamedFile } from '../named-file.ts'
import { many, once, withJson } from '../options.ts'
import { changeAtOnce, printAtOnce, type ChangeAtOnce } from '../policy/edit-at-once.ts'
import { editAtTerminal } from '../policy/edit-at-terminal.ts'
import { parseDays } from '../policy/replay-recorded.ts'
import { againstOption, reasonOption } from '../policy/shared-options.ts'
import type { Verb } from '../verb.ts'

interface Options {
  json: boolean
  resume: boolean
  stdin: boolean
  set: readonly string[]
  patch: string | undefined
  reason: string | undefined
  against: string
}

/** `trustctl policy edit` */
export const policyEdit: Verb<Options> = {
  manual: {
    synopsis:
      '[--resume] [--reason TEXT] [--against DAYS] [--stdin | --set PATH=VALUE... | --patch FILE] [--json]',
    description: [
      'Opens a copy of your policy in an editor and installs it when it is in order: TRUSTCTL_EDITOR, VISUAL or EDITOR, else sensible-editor, nano or vi. After each save everything is checked at once: syntax, keys, names, rules that can’t decide, exceptions, and the tests that the policy carries. What is in order is then tried on the facts that were recorded: which files it would newly block and newly allow, and whether it tightens or loosens. Only then you are asked whether to install it.',
      'What is wrong can’t be installed. Your text is opened again with the problems as comments (`#! line …`) above their lines; they are gone at the next save. A draft is kept until it is installed or discarded, also when the terminal is lost: --resume goes on with it.',
      'A policy that may let through what the one before did not needs a reason; it is kept in the history with the digests of both files. The version is raised by one where you have not raised it. If somebody else installs a policy meanwhile, both changes are merged rule by rule, or shown side by side. The last 20 texts are kept: trustctl policy rollback.',
      'Without a terminal: --stdin takes the whole new text, --set changes single values and keeps comments and order, --patch applies a unified diff.',
    ],
    json: [
      '{ outcome: "installed" | "unchanged" | "empty" | "discarded" | "kept" | "refused", why, file,',
      '  policy: { name, version, digest }, before, files: { before, after }, loosens, reason,',
      '  changes: [{ direction: "tightens" | "loosens" | "may-loosen" | "neutral", where, what }],',
      '  replay: { days, decisions, unknown, newlyBlocks, newlyAllows, newlyWarns, noLongerWarns, changed, more },',
      '  daemon: { state: "enforces" | "kept" | "absent" | "silent", words, digest }, problems }',
    ],
    exitCodes: [0, 1, 2, 3, 25],
    examples: [
      { command: 'trustctl policy edit', does: 'edit it' },
      {
        command: 'trustctl policy edit --set rules.everything-else.onMissing=block',
        does: 'change one value of a rule',
      },
      {
        command: 'trustctl policy edit --set mode=warn --reason "trial until Friday"',
        does: 'loosen it, with a reason',
      },
      { command: 'trustctl policy edit --stdin < policy.yaml', does: 'install a text' },
    ],
    files: [
      { path: '~/.config/pip-trust/policy.yaml', what: 'written aside, then renamed; 0600' },
      { path: '~/.local/state/pip-trust/policy-edit', what: 'the draft' },
      { path: '~/.local/state/pip-trust/policy-versions', what: 'the last texts' },
    ],
    seeAlso: [
      'trustctl policy try',
      'trustctl policy history',
      'trustctl policy rollback',
      'trustctl policy check',
    ],
  },
  options: (parser) =>
    againstOption(reasonOption(withJson(parser)))
      .option('resume', {
        type: 'boolean',
        default: false,
        defaultDescription: 'no',
        describe: 'go on with the draft that is kept',
      })
      .option('stdin', {
        type: 'boolean',
        default: false,
        defaultDescription: 'no',
        describe: 'take the whole text from standard input',
      })
      .option('set', {
        type: 'string',
        array: true,
        requiresArg: true,
        coerce: many('set'),
        default: [],
        defaultDescription: 'none',
        describe:
          'set a value, as PATH=VALUE; may be repeated. A list’s entry goes by its id: rules.vendor.onMissing=block',
      })
      .option('patch', {
        type: 'string',
        requiresArg: true,
        coerce: once('patch'),
        describe: 'apply a unified diff from a file; - is standard input',
      }),
  run: async (args, cli) => {
    const days = parseDays(args.against)
    const { json, resume } = args
    const reason = args.reason ?? null
    const change = await changeOf(args, cli)
    if (change !== null)
      return printAtOnce(cli, json, await changeAtOnce(cli, { reason, days, ...change, blank: NEW_POLICY }))
    if (cli.terminal === null) throw noTerminal()
    return editAtTerminal(cli, cli.terminal, { reason, days, json, resume })
  },
}

/** What is asked for without an editor; null where an editor is. */
async function changeOf(
  { stdin, set, patch, resume }: Options,
  cli: Cli,
): Promise<Pick<ChangeAtOnce, 'how' | 'change'> | null> {
  if ([stdin, set.length > 0, patch !== undefined, resume].filter(Boolean).length > 1) throw oneWay()
  if (stdin) {
    const text = decodeUtf8(await readBounded(cli.stdin, POLICY_LIMITS))
    return { how: 'stdin', change: () => text }
  }
  if (set.length > 0) return { how: 'set', change: (before) => setValues(before, set) }
  if (patch === undefined) return null
  const text = decodeUtf8(await readPatch(patch, cli))
  return { how: 'patch', change: (before) => withPatch(before, text) }
}

function readPatch(named: string, cli: Cli): Promise<Uint8Array> {
  const limits = { maxBytes: MAX_PATCH_BYTES, hint: 'trustctl policy edit --help' }
  return named === STANDARD_INPUT ? readBounded(cli.stdin, limits) : readNamedFile(named, limits, cli)
}

function oneWay(): CliError {
  return new CliError('usage', {
    message: 'only one of --stdin, --set, --patch and --resume can be done at once',
    hint: 'trustctl policy edit --help',
  })
}

function noTerminal(): CliError {
  return new CliError('usage', {
    message: 'there is no terminal for an editor',
    hint: 'trustctl policy edit --set PATH=VALUE, --patch FILE, or --stdin < FILE',
  })
}
