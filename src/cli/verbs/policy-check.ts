import { resolve } from 'node:path'
import { parsePresetName, type ParseResult } from '../../policy/index.ts'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'
import { parsePolicyText, presetsOf, readPolicyFile } from '../configured.ts'
import { EXIT } from '../exit-code.ts'
import { withJson } from '../options.ts'
import { problemLines } from '../policy-problems.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'

/** `trustctl policy check` */
export const policyCheck: Verb<{ json: boolean; file: string | undefined }> = {
  manual: {
    synopsis: '[FILE|preset:NAME] [--json]',
    description: [
      'Reads a policy as the daemon would and names every mistake with its line and column: syntax, unknown and duplicate keys, names that nothing defines, rules that an earlier one hides, exceptions that have no end, and sections that this version does not enforce yet. Without FILE: the policy of this user. Nothing is changed.',
    ],
    json: [
      '{ ok, file, policy: { name, version, digest } | null,',
      '  problems: [{ code, message, line, column, hint }] }',
    ],
    exitCodes: [0, 2],
    examples: [
      { command: 'trustctl policy check', does: 'check your own' },
      { command: 'trustctl policy check draft.yaml', does: 'check a draft before it is put in force' },
    ],
    files: [{ path: '~/.config/pip-trust/policy.yaml', what: 'the policy of this user' }],
    seeAlso: ['trustctl policy show', 'trustctl policy use'],
  },
  options: (parser) =>
    withJson(parser).positional('file', { type: 'string', describe: 'a policy file, or preset:NAME' }),
  run: async ({ json, file }, cli) => {
    const subject = await read(cli, file)
    const result = await parsePolicyText(cli, subject.text, subject.file)
    printResult(cli, json, {
      json: resultJson(subject.file, result),
      text: () => resultLines(subject, result, cli),
    })
    return result.ok ? EXIT.ok : EXIT.usage
  },
}

interface Subject {
  readonly file: string
  readonly text: string
}

async function read(cli: Cli, named: string | undefined): Promise<Subject> {
  if (named?.startsWith('preset:') === true) return readPreset(cli, named)
  const file = named === undefined ? cli.paths.policyFile : resolve(cli.cwd, named)
  const text = await readPolicyFile(file)
  if (text !== null) return { file, text }
  if (named === undefined) return readPreset(cli, 'preset:balanced')
  throw new CliError('input', {
    message: `there is no file \`${named}\``,
    hint: 'trustctl policy check FILE',
  })
}

async function readPreset(cli: Cli, named: string): Promise<Subject> {
  const preset = parsePresetName(named.slice('preset:'.length))
  if (preset === null) throw noSuchPreset(named)
  return { file: named, text: (await presetsOf(cli))(preset) }
}

function resultJson(file: string, result: ParseResult): object {
  if (!result.ok) return { ok: false, file, policy: null, problems: result.problems }
  const { name, version, digest } = result.policy
  return { ok: true, file, policy: { name, version, digest }, problems: [] }
}

function resultLines(subject: Subject, result: ParseResult, cli: Cli): readonly string[] {
  if (result.ok) return [`${subject.file}: ${result.policy.name} v${result.policy.version} is in order`]
  const count = result.problems.length
  const total = `${count} ${count === 1 ? 'problem' : 'problems'}; this policy would not be put in force`
  return [...problemLines(result.problems, subject, cli), total]
}

function noSuchPreset(named: string): CliError {
  return new CliError('usage', {
    message: `there is no \`${named}\`: the presets are permissive, balanced, strict and ci`,
    hint: 'trustctl policy check preset:balanced',
  })
}
