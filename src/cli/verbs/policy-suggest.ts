import { startSeeing, suggestRules, type Suggestion } from '../../edit/index.ts'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'
import { configuredPolicy } from '../configured.ts'
import { withDaemon } from '../daemon.ts'
import { EXIT } from '../exit-code.ts'
import { withJson } from '../options.ts'
import { unusablePolicy } from '../policy-problems.ts'
import { pages, parseDays } from '../policy/replay-recorded.ts'
import { againstOption } from '../policy/shared-options.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'

const SECONDS_A_DAY = 86_400

/** `trustctl policy suggest` */
export const policySuggest: Verb<{ json: boolean; against: string }> = {
  manual: {
    synopsis: '[--against DAYS] [--json]',
    description: [
      'Writes identities and rules from what was recorded: for each project whose files were attested, who did it, as YAML with comments to paste into your policy. The rules ask of wheels from an index all that is asked of them now, and that the same publisher attested them: pasted before your own rules they only tighten. Projects that a rule of yours names already are left out.',
      'It suggests; you decide. Look at each publisher before you paste it: what was seen until now is no proof that it was right.',
    ],
    json: ['{ identities: [NAME], projects: [NAME], left: [NAME], text }'],
    exitCodes: [0, 1, 2, 3],
    examples: [
      { command: 'trustctl policy suggest --against 90d', does: 'who attested what in three months?' },
    ],
    files: [
      { path: '~/.local/state/pip-trust/store.sqlite', what: 'where decisions and their facts are kept' },
    ],
    seeAlso: ['trustctl policy edit', 'trustctl policy try'],
  },
  options: (parser) => againstOption(withJson(parser)),
  run: async ({ json, against }, cli) => {
    const days = parseDays(against)
    const suggestion = await suggest(cli, days)
    if (suggestion.text === '') throw nothingSeen(days, suggestion.left.length)
    printResult(cli, json, { json: suggestion, text: () => [suggestion.text.trimEnd()] })
    return EXIT.ok
  },
}

async function suggest(cli: Cli, days: number): Promise<Suggestion> {
  const found = await configuredPolicy(cli)
  if (!found.ok) throw unusablePolicy(cli.paths.policyFile, found.problems)
  const seeing = startSeeing()
  await withDaemon(cli, async (daemon) => {
    for await (const records of pages(daemon, cli.now() - days * SECONDS_A_DAY)) seeing.add(records)
  })
  return suggestRules(seeing.result(), found.policy.effective)
}

function nothingSeen(days: number, left: number): CliError {
  const named = left === 0 ? '' : ' that no rule names yet'
  return new CliError('nothing', {
    message: `no attested file of a project${named} was recorded in the last ${days} days`,
    hint: 'trustctl policy suggest --against 365d',
  })
}
