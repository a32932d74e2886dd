import { basename, resolve } from 'node:path'
import { readFileBounded } from '../../files/index.ts'
import { findPython } from '../../guard/index.ts'
import type { DecisionRecord } from '../../protocol/index.ts'
import { CANONICAL_LIMITS } from '../../publish/canonical/index.ts'
import {
  environmentBill,
  lockOf,
  projectBill,
  readArtifact,
  readProject,
  runBill,
  runTime,
  wheelTime,
  type Bill,
  type BillSubject,
} from '../../publish/sbom/index.ts'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'
import { withDaemon } from '../daemon.ts'
import { guardWorld } from '../protect/index.ts'
import { decisionPages } from '../record-pages.ts'

/** What a bill is asked of. */
export type BillSource =
  | { readonly of: 'project'; readonly folder: string }
  | { readonly of: 'environment'; readonly python: string }
  | { readonly of: 'run'; readonly id: string }
  | { readonly of: 'wheel'; readonly wheel: string; readonly folder: string }

/** A bill, and the time that it gives where nobody sets one; seconds since the epoch. */
export interface MadeBill {
  readonly bill: Bill
  readonly time: number
  /** The files that it is of, where they are known by their bytes: a project's. */
  readonly subjects: readonly BillSubject[]
}

/** What decisions are kept for, in days. */
const KEPT_DAYS = 400
const PROGRESS_MS = 1000

/** Makes the bill that is asked for. */
export async function makeBill(source: BillSource, cli: Cli): Promise<MadeBill> {
  switch (source.of) {
    case 'project': {
      const parts = await readProject(resolve(cli.cwd, source.folder))
      const subjects = parts.artifacts.map(({ filename, sha256 }) => ({ name: filename, sha256 }))
      return { bill: projectBill(parts), time: cli.now(), subjects }
    }
    case 'environment':
      return { bill: await billOfEnvironment(source.python, cli), time: cli.now(), subjects: [] }
    case 'run': {
      const records = await recordsOf(source.id, cli)
      const bill = runBill(records[0]?.run.id ?? source.id, records)
      return { bill, time: runTime(records), subjects: [] }
    }
    case 'wheel':
      return await billOfWheel(source, cli)
  }
}

async function billOfEnvironment(named: string, cli: Cli): Promise<Bill> {
  const world = guardWorld(cli)
  let nextWord = cli.monotonicMs() + PROGRESS_MS
  const progress = (done: number, all: number): void => {
    if (cli.monotonicMs() < nextWord) return
    nextWord = cli.monotonicMs() + PROGRESS_MS
    cli.complain(`looking at what is installed: ${done} of ${all} distributions`)
  }
  const name = basename(resolve(cli.cwd, named))
  return await environmentBill(findPython(named, cli.cwd, world), name, {
    run: world.run,
    env: cli.env,
    progress,
  })
}

async function billOfWheel(
  { wheel, folder }: Extract<BillSource, { readonly of: 'wheel' }>,
  cli: Cli,
): Promise<MadeBill> {
  const path = resolve(cli.cwd, wheel)
  const { metadata } = await readArtifact(path)
  const [locked, builtWith] = await Promise.all(
    ['pylock.toml', 'build.lock'].map((name) => lockOf(resolve(cli.cwd, folder, name))),
  )
  const bill = projectBill({ metadata, artifacts: [], locked: locked ?? null, builtWith: builtWith ?? null })
  const bytes = await readFileBounded(path, { maxBytes: CANONICAL_LIMITS.maxFileBytes })
  return { bill, time: await wheelTime(bytes), subjects: [] }
}

/** `last` is the newest run. */
async function recordsOf(id: string, cli: Cli): Promise<readonly DecisionRecord[]> {
  const found: DecisionRecord[] = []
  await withDaemon(cli, async (daemon) => {
    for await (const page of decisionPages(daemon, { days: KEPT_DAYS, what: 'looking for the run' }, cli)) {
      const wanted = id === 'last' ? (found[0] ?? page[0])?.run.id : id
      const own = page.filter(({ run }) => run.id === wanted)
      found.push(...own)
      // Newest first: once a run's decisions have begun, a page without any is behind its beginning.
      if (found.length > 0 && own.length === 0) break
    }
  })
  if (found.length > 0) return found
  throw new CliError('nothing', {
    message: id === 'last' ? 'no run of pip is recorded yet' : `no run \`${id}\` is recorded`,
    hint: 'trustctl why',
  })
}
