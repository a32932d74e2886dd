import { join } from 'node:path'
import type { PythonProtection, UserProtection, UserUnprotection } from '../../guard/index.ts'
import { safeText } from '../../verdict/index.ts'
import type { Cli } from '../cli.ts'

/** What is covered now, and what is not, after `trustctl protect user`. */
export function userLines({ pipConf, proxy, pythons, unit, notices }: UserProtection, cli: Cli): string[] {
  const folders = pythons.map(({ folder, minor }) => `  Python ${minor}: ${safeText(folder)}`)
  return [
    `protected: every pip of yours that reads ${safeText(pipConf)}`,
    `  what it fetches goes by the guard at ${proxy.host}:${proxy.port}, in new virtual environments too`,
    ...(folders.length === 0
      ? []
      : ['protected as well, with the witness (local files, caches, repositories):', ...folders]),
    'not covered by this: `pip --isolated`, `--proxy`, and local files, in virtual environments',
    `  ${trustctl(cli)} protect .venv   covers one wholly`,
    ...unitLines(unit, cli),
    ...notices.map((notice) => `note: ${safeText(notice)}`),
  ]
}

function unitLines(unit: UserProtection['unit'], cli: Cli): readonly string[] {
  if (unit?.running === true) return ['the guard is kept running by systemd: pip-trust-guard.service']
  const why = unit?.problem == null ? '' : ` (systemd: ${safeText(unit.problem)})`
  return [
    `the guard runs now; nothing starts it after the next login${why}, and pip fails while it doesn't run`,
    `  add to ~/.profile:  ${trustctl(cli)} up >/dev/null 2>&1 &`,
  ]
}

/** What is covered now after `trustctl protect PATH`. */
export function pythonLines({ python, folder, changed, notices }: PythonProtection): string[] {
  return [
    `${changed ? 'protected' : 'protected already'}: every pip of ${safeText(python)}, however it is started`,
    `  the witness is in ${safeText(folder)}`,
    ...notices.map((notice) => `note: ${safeText(notice)}`),
  ]
}

/** What `trustctl unprotect user` did. */
export function unprotectedUserLines({ pipConf, pythons, unitRemoved }: UserUnprotection): string[] {
  const outcome = {
    restored: 'is as it was before, byte for byte',
    'lines-taken-back': 'was written by somebody since: our lines are out of it, theirs stay',
    'nothing-there': 'has nothing of ours in it',
  }[pipConf.outcome]
  return [
    `not protected any more; ${safeText(pipConf.path)} ${outcome}`,
    ...pythons.map(({ folder }) => `  the witness was taken out of ${safeText(folder)}`),
    ...(unitRemoved ? ['  pip-trust-guard.service was removed'] : []),
  ]
}

function trustctl({ bin }: Cli): string {
  return bin === null ? 'trustctl' : `'${join(bin, 'trustctl').replaceAll("'", `'\\''`)}'`
}
