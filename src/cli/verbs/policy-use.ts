import { mayLoosen, type DaemonAnswer } from '../../edit/index.ts'
import { parsePresetName, PRESET_NAMES, usePreset, type PresetName } from '../../policy/index.ts'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'
import { configuredPolicy } from '../configured.ts'
import type { ExitCode } from '../exit-code.ts'
import { withJson } from '../options.ts'
import { unusablePolicy } from '../policy-problems.ts'
import { changeAtOnce, printAtOnce, type AtOnce } from '../policy/edit-at-once.ts'
import { askInForce, daemonLine, exitCodeOfAnswer } from '../policy/force.ts'
import { letsMoreThrough, type Review } from '../policy/judge-text.ts'
import { parseDays } from '../policy/replay-recorded.ts'
import { reviewLines } from '../policy/review-lines.ts'
import { againstOption, reasonOption } from '../policy/shared-options.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'

interface Options {
  json: boolean
  preset: string
  reason: string | undefined
  against: string
}

/** `trustctl policy use` */
export const policyUse: Verb<Options> = {
  manual: {
    synopsis: 'PRESET [--reason TEXT] [--against DAYS] [--json]',
    description: [
      'Lets your policy extend a preset: permissive (warns only), balanced (the default: warns of what nobody attested, refuses what is invalid or lost), strict (wants evidence for everything) or ci (strict about what is not pinned).',
      'A policy file that is there keeps its own rules, comments and order; where there is none, a short one is written. It is installed as `trustctl policy edit` does it: what would not pass the checks is not written, a milder preset needs a reason, and the daemon says what it enforces then.',
    ],
    json: [
      '{ preset, changed, inForce: true | false | null, file, name, version, digest, daemon }',
      'or what `trustctl policy edit` prints where nothing is installed',
    ],
    exitCodes: [0, 1, 2, 25],
    examples: [
      { command: 'trustctl policy use strict', does: 'want evidence for everything' },
      { command: 'trustctl policy use permissive --reason "first week"', does: 'only warn' },
    ],
    files: [{ path: '~/.config/pip-trust/policy.yaml', what: 'written aside, then renamed; 0600' }],
    seeAlso: ['trustctl policy show', 'trustctl policy try', 'trustctl policy rollback'],
  },
  options: (parser) =>
    againstOption(reasonOption(withJson(parser))).positional('preset', {
      type: 'string',
      demandOption: true,
      describe: 'permissive, balanced, strict or ci',
    }),
  run: async ({ json, preset: named, reason, against }, cli) => {
    const preset = parsePresetName(named.replace(/^preset:/, ''))
    if (preset === null) throw noSuchPreset(named)
    const done = await changeAtOnce(cli, {
      how: 'use',
      change: (before) => usePreset(before, preset),
      blank: usePreset(null, preset),
      reason: reason ?? null,
      days: parseDays(against),
      loosens: (review) => isMilder(review, preset),
    })
    if (done.kind !== 'installed' && done.kind !== 'unchanged') return printAtOnce(cli, json, done)
    return print(cli, json, preset, done)
  },
}

/** How hard the presets are; between those of one number it depends on the artifact. */
const HARDNESS: Readonly<Record<PresetName, number>> = { permissive: 0, balanced: 1, strict: 2, ci: 2 }

/** A harder preset needs no reason: what it is harder in is its published table. What was recorded has the last word. */
function isMilder({ before, changes, recorded }: Review, preset: PresetName): boolean {
  const hardens = before !== null && before.preset !== null && HARDNESS[before.preset] < HARDNESS[preset]
  return letsMoreThrough(recorded) || (!hardens && changes.some(mayLoosen))
}

type Done = Extract<AtOnce, { readonly kind: 'installed' | 'unchanged' | 'empty' }>

const IN_FORCE: Readonly<Record<DaemonAnswer['state'], boolean | null>> = {
  enforces: true,
  kept: false,
  silent: false,
  absent: null,
}

async function print(cli: Cli, json: boolean, preset: string, done: Done): Promise<ExitCode> {
  const file = cli.paths.policyFile
  const changed = done.kind === 'installed'
  const policy = changed ? done.review.policy : await current(cli)
  const daemon = changed ? done.installed.daemon : await askInForce(cli, policy.digest)
  const { name, version, digest } = policy
  printResult(cli, json, {
    json: { preset, changed, inForce: IN_FORCE[daemon.state], file, name, version, digest, daemon },
    text: () => [
      ...(changed ? reviewLines(done.review, cli) : []),
      `policy ${name} v${version} ${changed ? 'now extends' : 'extends'} preset:${preset} (${file})`,
      daemonLine(daemon, file),
    ],
  })
  return exitCodeOfAnswer(daemon)
}

async function current(cli: Cli) {
  const found = await configuredPolicy(cli)
  if (!found.ok) throw unusablePolicy(cli.paths.policyFile, found.problems)
  return found.policy
}

function noSuchPreset(named: string): CliError {
  return new CliError('usage', {
    message: `there is no preset \`${named}\`: the presets are ${PRESET_NAMES.join(', ')}`,
    hint: 'trustctl policy use balanced',
  })
}
