import { effectiveText } from '../../policy/index.ts'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'
import { configuredPolicy, presetsOf } from '../configured.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { withJson } from '../options.ts'
import { layerLines, shownLayers, type ShownLayer } from '../policy/shown-layers.ts'
import { unusablePolicy } from '../policy-problems.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'

/** `trustctl policy show` */
export const policyShow: Verb<{ json: boolean; effective: boolean; origin: boolean }> = {
  manual: {
    synopsis: '[--effective [--origin]] [--json]',
    description: [
      'Prints the policy of this user as it is written; where there is no file, the preset that holds then (balanced). With --effective: the whole of what decides, layer by layer (the machine’s, those of followed key directories, the team’s, yours), the preset merged in, in the order in which it is evaluated. With --origin: before each line the file and line that it comes from.',
    ],
    json: [
      '{ file, name, version, digest, mode, effective, text,',
      '  layers: [{ layer, file, name, version, digest, mode, refused, lines: [{ line, at: { label, line } | null }] }] }',
    ],
    exitCodes: [0, 1, 2],
    examples: [
      { command: 'trustctl policy show --effective', does: 'see every rule that decides' },
      { command: 'trustctl policy show --effective --origin', does: 'and where each is written' },
    ],
    files: [
      { path: '~/.config/pip-trust/policy.yaml', what: 'the policy of this user; it need not be there' },
      { path: '~/.config/pip-trust/team-policy.yaml', what: 'the team’s' },
      { path: '/etc/pip-trust/policy.yaml', what: 'the machine’s' },
    ],
    seeAlso: ['trustctl policy edit', 'trustctl policy check', 'trustctl policy use', 'trustctl status'],
  },
  options: (parser) =>
    withJson(parser)
      .option('effective', {
        type: 'boolean',
        default: false,
        defaultDescription: 'no',
        describe: 'every layer, with what it extends merged in',
      })
      .option('origin', {
        type: 'boolean',
        default: false,
        defaultDescription: 'no',
        describe: 'say of each line where it is written',
      }),
  run: async ({ json, effective, origin }, cli) => {
    if (origin && !effective) throw originAlone()
    return effective ? showEffective(cli, json, origin) : showWritten(cli, json)
  },
}

async function showWritten(cli: Cli, json: boolean): Promise<ExitCode> {
  const { policyFile } = cli.paths
  const found = await configuredPolicy(cli)
  if (!found.ok && json) throw unusablePolicy(policyFile, found.problems)
  const text = found.text ?? (await presetsOf(cli))('balanced')
  const policy = found.ok ? about(found.policy) : null
  printResult(cli, json, {
    json: { file: found.text === null ? null : policyFile, ...policy, effective: false, text },
    text: () => [text.trimEnd()],
  })
  return EXIT.ok
}

/** The keys of the last layer, which is the person's, stand at the top as well. */
async function showEffective(cli: Cli, json: boolean, origin: boolean): Promise<ExitCode> {
  const layers = await shownLayers(cli)
  const own = layers.at(-1)
  const top =
    own === undefined ? {} : { file: own.file, ...about(own.policy), text: effectiveText(own.policy) }
  printResult(cli, json, {
    json: { ...top, effective: true, layers: layers.map(layerJson) },
    text: () => layers.flatMap((shown) => layerLines(shown, origin, cli)),
  })
  return EXIT.ok
}

function layerJson({ layer, file, policy, refused, lines }: ShownLayer): object {
  return { layer, file, ...about(policy), refused, lines }
}

interface About {
  readonly name: string
  readonly version: number
  readonly digest: string
  readonly mode: string
}

function about({ name, version, digest, mode }: About): About {
  return { name, version, digest, mode }
}

function originAlone(): CliError {
  return new CliError('usage', {
    message: '--origin is about the effective policy',
    hint: 'trustctl policy show --effective --origin',
  })
}
