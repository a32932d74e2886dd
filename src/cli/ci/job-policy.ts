import { resolve } from 'node:path'
import { FilesError, readFileBounded } from '../../files/index.ts'
import { POLICY_LIMITS } from '../../policy/index.ts'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'
import { parsePolicyText } from '../configured.ts'
import { unusablePolicy } from '../policy-problems.ts'

const PRESET = [
  '# The policy of this job: nobody named another one.',
  'apiVersion: trustctl/v1',
  'kind: Policy',
  'metadata: { name: ci-job, version: 1 }',
  'extends: [preset:ci]',
  '',
].join('\n')

/** The text of the policy that a job is to have: the preset `ci`, or the file that the job names. */
export async function jobPolicyText(cli: Cli, named: string | undefined): Promise<string> {
  return named === undefined ? PRESET : await readNamed(resolve(cli.cwd, named))
}

/** Throws where the text can't be used with the keyrings of the job's home. `file` is where it came from. */
export async function checkJobPolicy(own: Cli, text: string, file: string): Promise<void> {
  const parsed = await parsePolicyText(own, text, file)
  if (!parsed.ok) throw unusablePolicy(file, parsed.problems)
}

async function readNamed(file: string): Promise<string> {
  try {
    return Buffer.from(await readFileBounded(file, POLICY_LIMITS)).toString('utf8')
  } catch (cause) {
    if (!(cause instanceof FilesError)) throw cause
    throw new CliError('input', {
      message: `the job's policy can't be read: ${cause.message}`,
      hint: 'check out the repository before, or leave --policy out for the preset `ci`',
      cause,
    })
  }
}
