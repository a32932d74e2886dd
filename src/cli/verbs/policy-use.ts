import { ensurePrivateFolder, writeFileAtomically } from '../../files/index.ts'
import { parsePresetName, PRESET_NAMES, usePreset, type Policy, type PresetName } from '../../policy/index.ts'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'
import { parsePolicyText, readPolicyFile } from '../configured.ts'
import { whenInForce } from '../when-in-force.ts'
import { EXIT } from '../exit-code.ts'
import { withJson } from '../options.ts'
import { unusablePolicy } from '../policy-problems.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'

/** `trustctl policy use` */
export const policyUse: Verb<{ json: boolean; preset: string }> = {
  manual: {
    synopsis: 'PRESET [--json]',
    description: [
      'Lets your policy extend a preset: permissive (warns only), balanced (the default: warns of what nobody attested, refuses what is invalid or lost), strict (wants evidence for everything) or ci (strict about what is not pinned).',
      'A policy file that is there keeps its own rules, comments and order; where there is none, a short one is written. What would not pass `trustctl policy check` is not written.',
    ],
    json: ['{ preset, changed, inForce: true | false | null, file, name, version, digest }'],
    exitCodes: [0, 1, 2],
    examples: [{ command: 'trustctl policy use strict', does: 'want evidence for everything' }],
    files: [{ path: '~/.config/pip-trust/policy.yaml', what: 'written aside, then renamed; 0600' }],
    seeAlso: ['trustctl policy show', 'trustctl policy check'],
  },
  options: (parser) =>
    withJson(parser).positional('preset', {
      type: 'string',
      demandOption: true,
      describe: 'permissive, balanced, strict or ci',
    }),
  run: async ({ json, preset: named }, cli) => {
    const preset = parsePresetName(named.replace(/^preset:/, ''))
    if (preset === null) throw noSuchPreset(named)
    const { policy, changed } = await install(cli, preset)
    const inForce = await whenInForce(cli, policy.digest)
    const { name, version, digest } = policy
    printResult(cli, json, {
      json: { preset, changed, inForce, file: cli.paths.policyFile, name, version, digest },
      text: () => [
        `policy ${name} v${version} ${changed ? 'now extends' : 'extends'} preset:${preset} (${cli.paths.policyFile})`,
        IN_FORCE[String(inForce)] ?? '',
      ],
    })
    return EXIT.ok
  },
}

const IN_FORCE: Readonly<Record<string, string>> = {
  true: 'the daemon has it in force',
  false: 'the daemon has not taken it over yet: trustctl status',
  null: 'it will be in force when the daemon starts',
}

async function install(
  cli: Cli,
  preset: PresetName,
): Promise<{ readonly policy: Policy; readonly changed: boolean }> {
  const { policyFile, config } = cli.paths
  const before = await readPolicyFile(policyFile)
  const text = usePreset(before, preset)
  const result = await parsePolicyText(cli, text, policyFile)
  if (!result.ok) throw unusablePolicy(policyFile, result.problems)
  const changed = text !== before
  if (changed) {
    await ensurePrivateFolder(config)
    await writeFileAtomically(policyFile, text)
  }
  return { policy: result.policy, changed }
}

function noSuchPreset(named: string): CliError {
  return new CliError('usage', {
    message: `there is no preset \`${named}\`: the presets are ${PRESET_NAMES.join(', ')}`,
    hint: 'trustctl policy use balanced',
  })
}
