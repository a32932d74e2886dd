import { basename, resolve } from 'node:path'
import { parsePresetName, presetPolicy, type Layers } from '../../policy/index.ts'
import { renderSummary, renderVerdict, verdictToJson, type Run, type RunCounts } from '../../verdict/index.ts'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'
import { parsePolicyText, presetsOf, readPolicyFile } from '../configured.ts'
import { exitCodeOf, worstOf, type ExitCode } from '../exit-code.ts'
import { layersInForce } from '../policy/layers-in-force.ts'
import { unusablePolicy } from '../policy-problems.ts'
import { printResult } from '../print-result.ts'
import { evidenceFor, readGivenEvidence } from './given-evidence.ts'
import { judgeFile, type JudgedFile } from './judge-file.ts'
import { openWorld } from './open-world.ts'

/** What is judged, by what. Paths as they were given. */
export interface PolicyWish {
  readonly json: boolean
  readonly file: readonly string[]
  readonly evidence: readonly string[] | undefined
  /** A policy file, or `preset:NAME`; else what is configured. */
  readonly policy: string | undefined
  readonly offline: boolean
  readonly strict: boolean
}

/** Judges files as an installation from their path would, and prints what came of it. */
export async function judgeByPolicy(
  { json, file, evidence, policy, offline, strict }: PolicyWish,
  cli: Cli,
): Promise<ExitCode> {
  const judged = await judgeAll(cli, file, {
    evidence: evidence ?? [],
    offline,
    layers: await layersOf(cli, policy),
  })
  const counts = countsOf(judged)
  printResult(cli, json, {
    json: { files: judged.map((each) => ({ file: each.file, ...verdictToJson(each) })), counts },
    text: () => [
      ...judged.flatMap((each) => renderVerdict({ ...each, ...cli })),
      ...(judged.length > 1 ? [renderSummary(counts)] : []),
    ],
  })
  return worstOf(judged.map(({ verdict }) => exitCodeOf(verdict, strict)))
}

interface Judging {
  readonly evidence: readonly string[]
  readonly offline: boolean
  readonly layers: Layers
}

/** Judges files one after the other; nothing is printed but what can't be used. */
export async function judgeAll(
  cli: Cli,
  named: readonly string[],
  { evidence, offline, layers }: Judging,
): Promise<readonly JudgedFile[]> {
  const paths = named.map((path) => resolve(cli.cwd, path))
  const names = paths.map((path) => basename(path))
  const given = await readGivenEvidence(evidence, cli)
  const { world, problems } = await openWorld(cli, { layers, offline, given })
  for (const problem of problems) cli.complain(`trustctl: not used: ${problem}`)
  const judged: JudgedFile[] = []
  for (const path of paths) {
    judged.push(
      await judgeFile(path, {
        world,
        run: runOf(cli),
        evidence: evidenceFor(basename(path), names, given.files),
      }),
    )
  }
  await world.store.close()
  return judged
}

/** The named policy alone, or else every layer that is configured. */
async function layersOf(cli: Cli, named: string | undefined): Promise<Layers> {
  if (named === undefined) return await layersInForce(cli)
  const preset = named.startsWith('preset:') ? parsePresetName(named.slice('preset:'.length)) : null
  if (preset !== null) return [presetPolicy(await presetsOf(cli), preset)]
  const file = resolve(cli.cwd, named)
  const result = await parsePolicyText(cli, await textOf(file, named), file)
  if (!result.ok) throw unusablePolicy(file, result.problems)
  return [result.policy]
}

async function textOf(file: string, named: string): Promise<string> {
  const text = await readPolicyFile(file)
  if (text !== null) return text
  throw new CliError('input', {
    message: `there is no policy \`${named}\`: expected a file, or preset:NAME with permissive, balanced, strict or ci`,
    hint: 'trustctl verify FILE --policy preset:balanced',
  })
}

function runOf({ env, now }: Cli): Run {
  const context = ['', '0', 'false'].includes(env['CI'] ?? '') ? 'workstation' : 'ci'
  return { id: '0'.repeat(16), context, startedAt: now(), tainted: false }
}

function countsOf(judged: readonly JudgedFile[]): RunCounts {
  const count = (decision: string): number =>
    judged.filter(({ verdict }) => verdict.decision === decision).length
  const cached = judged.filter(({ verdict }) => verdict.fromCache).length
  return {
    artifacts: judged.length,
    verified: count('allow'),
    warned: count('warn'),
    refused: count('block'),
    fromCache: cached,
  }
}
