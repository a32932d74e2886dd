import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileAtomically } from '../../files/index.ts'
import type { BuildWorld } from '../../publish/build/index.ts'
import { diffoscopeReport, type RunTool } from '../../publish/difference/index.ts'
import {
  pipRoad,
  rebuildStatement,
  reproduceTarget,
  reproductionJson,
  reproductionLines,
  type Reproduction,
} from '../../publish/reproduce/index.ts'
import { signEnvelope } from '../../publish/sign/index.ts'
import { inBuildWorld } from '../build-world.ts'
import type { Cli } from '../cli.ts'
import type { RebuildWish, Stating } from './reproduce-wish.ts'

const DIFFOSCOPE_MS = 10 * 60 * 1000

/** What a rebuild came to, and what was written of it. */
export interface RebuildResult {
  readonly reproduction: Reproduction
  readonly json: unknown
  readonly lines: readonly string[]
}

/** Rebuilds, and writes what was asked for. Throws `ReproduceError`, `BuildError`, `CliError` `stopped`. */
export async function rebuildResult(wish: RebuildWish, cli: Cli): Promise<RebuildResult> {
  return await inBuildWorld(cli, (build, goOn) => rebuilt(wish, { build, goOn, cwd: cli.cwd }))
}

interface Here {
  readonly build: BuildWorld
  readonly goOn: () => void
  readonly cwd: string
}

async function rebuilt(
  { wish, out, stating }: RebuildWish,
  { build, goOn, cwd }: Here,
): Promise<RebuildResult> {
  const reproduction = await reproduceHere(wish, build)
  // A build that was ended is none that failed.
  goOn()
  const written = [
    ...(out === null ? [] : await writeRebuild(reproduction, out, build)),
    ...(stating === null ? [] : await writeStatement(reproduction, stating, out ?? cwd)),
  ]
  const unstated = stating !== null && reproduction.grade !== 'identical' ? [UNSTATED] : []
  return {
    reproduction,
    json: { ...reproductionJson(reproduction), written },
    lines: [
      ...reproductionLines(reproduction),
      ...written.map((path) => `  written  \`${path}\``),
      ...unstated,
    ],
  }
}

/** Tools are fetched into a folder that is gone afterwards. */
async function reproduceHere(wish: RebuildWish['wish'], build: BuildWorld): Promise<Reproduction> {
  const wheelsFolder = await mkdtemp(join(build.temporary, 'pip-trust-tools-'))
  try {
    return await reproduceTarget(wish, { build, pip: await pipRoad(build), wheelsFolder })
  } finally {
    await rm(wheelsFolder, { recursive: true, force: true })
  }
}

const UNSTATED = '  nothing is stated: only an identical rebuild is'

/** The rebuild, and diffoscope's page where the program is there. */
async function writeRebuild(
  { published, best, grade }: Reproduction,
  out: string,
  { run, env, temporary }: BuildWorld,
): Promise<readonly string[]> {
  if (best === null) return []
  const folder = join(out, 'rebuilt')
  await mkdir(folder, { recursive: true })
  const path = join(folder, best.rebuilt.filename)
  await writeFileAtomically(path, best.rebuilt.bytes, { mode: 0o644 })
  if (grade === 'identical') return [path]
  const aside = await mkdtemp(join(temporary, 'pip-trust-published-'))
  try {
    const first = join(aside, published.filename)
    await writeFile(first, published.bytes)
    const report = await diffoscopeReport(
      { first, second: path, report: `${path}.diffoscope.html` },
      tool(run, env),
    )
    return report === null ? [path] : [path, report]
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
}

function tool(run: BuildWorld['run'], env: NodeJS.ProcessEnv): RunTool {
  return async (program, args) => {
    const { code } = await run(program, args, { env, timeoutMs: DIFFOSCOPE_MS })
    return code === null ? null : { code }
  }
}

async function writeStatement(
  reproduction: Reproduction,
  { signer, rebuilder, builder }: Stating,
  folder: string,
): Promise<readonly string[]> {
  if (reproduction.grade !== 'identical') return []
  const envelope = await signEnvelope(rebuildStatement(reproduction, builder), [signer], null)
  await mkdir(folder, { recursive: true })
  const path = join(folder, `${reproduction.published.filename}.${rebuilder}.rebuild.json`)
  await writeFileAtomically(path, envelope, { mode: 0o644 })
  return [path]
}
