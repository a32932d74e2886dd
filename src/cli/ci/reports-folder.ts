import { lstat, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { CiError } from '../../guard/index.ts'
import type { Cli } from '../cli.ts'

/** The files that a job's reports are. */
export const REPORT_FILES = {
  sarif: 'pip-trust.sarif',
  junit: 'pip-trust.junit.xml',
  codeQuality: 'pip-trust.codequality.json',
  summary: 'pip-trust.summary.md',
  dotenv: 'pip-trust.env',
} as const

/** Below the checkout: runners take artifacts from nowhere else. */
export function reportsFolder({ cwd }: Pick<Cli, 'cwd'>): string {
  return join(cwd, 'pip-trust-reports')
}

/**
 * Makes the folder, without whatever an earlier job's cache or a checkout put in the reports' places. Throws `CiError`
 * `folder` where it is a link: a checkout must not say which files elsewhere are written.
 */
export async function emptyReportsFolder(folder: string): Promise<void> {
  await checkedReportsFolder(folder)
  await Promise.all(Object.values(REPORT_FILES).map((name) => rm(join(folder, name), { force: true })))
}

/** Makes the folder where it isn't there; throws as `emptyReportsFolder` does. */
export async function checkedReportsFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const stats = await lstat(folder)
  if (stats.isDirectory()) return
  throw new CiError('folder', {
    message: `reports are not written to \`${folder}\`: it is a link`,
    hint: `rm '${folder}'`,
  })
}
