import { effectiveText } from '../../policy/index.ts'
import { configuredPolicy, presetsOf } from '../configured.ts'
import { EXIT } from '../exit-code.ts'
import { withJson } from '../options.ts'
import { unusablePolicy } from '../policy-problems.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'

/** `trustctl policy show` */
export const policyShow: Verb<{ json: boolean; effective: boolean }> = {
  manual: {
    synopsis: '[--effective] [--json]',
    description: [
      'Prints the policy of this user as it is written; where there is no file, the preset that holds then (balanced). With --effective: the whole of what decides, the preset merged in, in the order in which it is evaluated.',
    ],
    json: ['{ file, name, version, digest, mode, effective, text }'],
    exitCodes: [0, 1, 2],
    examples: [{ command: 'trustctl policy show --effective', does: 'see every rule that decides' }],
    files: [
      { path: '~/.config/pip-trust/policy.yaml', what: 'the policy of this user; it need not be there' },
    ],
    seeAlso: ['trustctl policy check', 'trustctl policy use', 'trustctl status'],
  },
  options: (parser) =>
    withJson(parser).option('effective', {
      type: 'boolean',
      default: false,
      defaultDescription: 'no',
      describe: 'merge in what the policy extends',
    }),
  run: async ({ json, effective }, cli) => {
    const { policyFile } = cli.paths
    const found = await configuredPolicy(cli)
    if (!found.ok && (effective || json)) throw unusablePolicy(policyFile, found.problems)
    const written = found.text ?? (await presetsOf(cli))('balanced')
    const text = found.ok && effective ? effectiveText(found.policy) : written
    const policy = found.ok ? about(found.policy) : null
    printResult(cli, json, {
      json: { file: found.text === null ? null : policyFile, ...policy, effective, text },
      text: () => [text.trimEnd()],
    })
    return EXIT.ok
  },
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
