import { join } from 'node:path'
import type { ToolProtection, ToolUnprotection } from '../../guard/index.ts'
import { safeText } from '../../verdict/index.ts'
import type { Cli } from '../cli.ts'

/** The words with which a front starts the guard. */
export function startWords({ bin, launch, lib }: Cli): readonly string[] {
  return bin === null ? [launch.node, join(lib, 'src/cli/main.ts'), 'up'] : [join(bin, 'trustctl'), 'up']
}

/** What is covered now after `trustctl protect uv`. */
export function toolLines(
  { tool, conf, fronts, programs, cache, notices }: ToolProtection,
  cli: Cli,
): string[] {
  const trustctl = cli.bin === null ? 'trustctl' : `'${join(cli.bin, 'trustctl').replaceAll("'", `'\\''`)}'`
  return [
    `protected: ${programs.join(' and ')}, by ${safeText(conf)} and the front in ${safeText(fronts)}`,
    `  for new shells, and for this one:  eval "$(${trustctl} shellenv)"`,
    `  what ${tool} fetches is kept apart in ${safeText(cache)}; what its own cache holds is not used`,
    'not covered by this: local files and folders, git, Pythons that it downloads',
    ...notices.map((notice) => `note: ${safeText(notice)}`),
  ]
}

/** What `trustctl unprotect uv` did. */
export function unprotectedToolLine({ tool, conf }: ToolUnprotection): string {
  const outcome = {
    restored: 'is as it was before, byte for byte',
    'lines-taken-back': 'was written by somebody since: our lines are out of it, theirs stay',
    'nothing-there': 'has nothing of ours in it',
  }[conf.outcome]
  return `${tool} is not protected any more; ${safeText(conf.path)} ${outcome}`
}
