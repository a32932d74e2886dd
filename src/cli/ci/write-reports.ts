import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isSystemError, writeFileAtomically } from '../../files/index.ts'
import {
  annotationLines,
  appendToRunnerFile,
  codeQuality,
  dotenvText,
  junitXml,
  MAX_SUMMARY_BYTES,
  sarifLog,
  summaryMarkdown,
  type JobReport,
  type Provider,
} from '../../guard/index.ts'
import type { Cli } from '../cli.ts'
import { checkedReportsFolder, REPORT_FILES } from './reports-folder.ts'

/** Readable by whoever picks up artifacts: nothing in them is secret. */
const MODE = { mode: 0o644 } as const

/** Writes every report; what the provider shows by itself it gets too. */
export async function writeReports(
  cli: Cli,
  folder: string,
  provider: Provider,
  report: JobReport,
): Promise<void> {
  await checkedReportsFolder(folder)
  const write = (name: keyof typeof REPORT_FILES, text: string): Promise<void> =>
    writeFileAtomically(join(folder, REPORT_FILES[name]), text, MODE)
  await write('sarif', json(sarifLog(report)))
  await write('junit', junitXml(report))
  await write('codeQuality', json(codeQuality(report)))
  await write('summary', summaryMarkdown(report))
  await write('dotenv', dotenvText(outcomeVariables(report)))
  if (provider === 'github') await tellGithub(cli, report)
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

/** For later jobs, which can refuse to go on. */
function outcomeVariables({ checks, results: { counts } }: JobReport): Parameters<typeof dotenvText>[0] {
  const isProven = counts.artifacts > 0 && checks.every((check) => check.isProven)
  return [
    { name: 'PIP_TRUST_PROVEN', value: isProven ? 'yes' : 'no' },
    { name: 'PIP_TRUST_CHECKED', value: String(counts.artifacts) },
    { name: 'PIP_TRUST_REFUSED', value: String(counts.refused) },
  ]
}

async function tellGithub(cli: Cli, report: JobReport): Promise<void> {
  const path = cli.env['GITHUB_STEP_SUMMARY'] ?? ''
  for (const line of annotationLines(report)) cli.print(line)
  if (path === '') return
  const text = summaryMarkdown(report, MAX_SUMMARY_BYTES - (await sizeOf(path)) - 1)
  await appendToRunnerFile('GITHUB_STEP_SUMMARY', path, text)
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return 0
    throw error
  }
}
