import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { RunReport } from '../../../shim/runs/api.ts'
import { homePaths, type HomePaths } from '../../../src/client/index.ts'
import { RAN_VARIABLE } from '../../world/index/index.ts'
import { layOut, TRUSTCTL, type Installation } from './product.ts'
import { endParts, gone, processesOf } from './processes.ts'
import { runCommand, type CommandOptions, type CommandResult } from './run-command.ts'
import type { Pair } from './pairs.ts'
import { freshVenv, type Venv } from './venvs.ts'

/** What a guarded pip did. */
export interface GuardedResult extends CommandResult {
  /** What `PIP_TRUST_REPORT` got; null when nothing was written. */
  readonly report: RunReport | null
  /** The codes of the refused artifacts and events, each once, in order. */
  readonly codes: readonly string[]
}

export type RunOptions = Partial<CommandOptions> & { readonly viaShim?: boolean }

/** A user of their own: empty HOME, own state of the product, own environments. */
export interface ScratchHome {
  readonly root: string
  readonly work: string
  readonly trustHome: string
  readonly paths: HomePaths
  readonly installation: Installation
  /** The file in which build code of the world says that it ran. */
  readonly ranFile: string
  readonly venv: (pair: Pair) => Promise<Venv>
  /** The environment of a user who has the shims first on PATH. */
  readonly env: (venv: Venv, extra?: Readonly<Record<string, string>>) => Readonly<Record<string, string>>
  /** Runs `pip` by name, as a person would; the front is what PATH finds unless `viaShim` is false. */
  readonly pip: (venv: Venv, args: readonly string[], options?: RunOptions) => Promise<GuardedResult>
  readonly trustctl: (args: readonly string[]) => Promise<CommandResult>
  readonly writePolicy: (text: string) => Promise<void>
  /** What build code ran so far: `gamma-1.0`, in order. */
  readonly ran: () => Promise<readonly string[]>
  /** Ends all that runs for this home and removes it; throws when a process is left behind. */
  readonly dispose: () => Promise<void>
}

const SYSTEM_PATH = '/usr/local/bin:/usr/bin:/bin'

function refusals(report: RunReport | null): readonly string[] {
  if (report === null) return []
  const blocked = report.artifacts.filter(({ decision }) => decision === 'block').map(({ code }) => code)
  const events = report.events.flatMap(({ code }) => (code === null ? [] : [code]))
  return [...new Set([...blocked, ...events])]
}

async function readReport(file: string): Promise<RunReport | null> {
  return existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : null
}

/** Makes the home under the system's folder for temporary files (short, for the sockets in it). */
export async function createScratchHome(minors: readonly string[] = []): Promise<ScratchHome> {
  const root = await mkdtemp(join(tmpdir(), 'pt-'))
  const at = (name: string): string => join(root, name)
  const [home, work, trustHome, ranFile] = [at('home'), at('work'), at('trust'), at('ran.txt')]
  await Promise.all([home, work].map((folder) => mkdir(folder)))
  const installation = await layOut(at('prefix'), minors)
  const paths = homePaths({ PIP_TRUST_HOME: trustHome })
  let count = 0

  const env: ScratchHome['env'] = (venv, extra = {}) => ({
    PATH: [installation.shims, venv.bin, SYSTEM_PATH].join(delimiter),
    HOME: home,
    LANG: 'C.UTF-8',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    PIP_NO_INPUT: '1',
    PIP_TRUST_HOME: trustHome,
    [RAN_VARIABLE]: ranFile,
    ...extra,
  })
  const pip: ScratchHome['pip'] = async (
    venv,
    args,
    { viaShim = true, env: extra = {}, ...options } = {},
  ) => {
    const reportFile = at(`report-${(count += 1)}.json`)
    const program = join(viaShim ? installation.shims : venv.bin, 'pip')
    const variables = env(venv, { PIP_TRUST_REPORT: reportFile, ...extra })
    const result = await runCommand(program, args, { cwd: work, ...options, env: variables })
    const report = await readReport(reportFile)
    return { ...result, report, codes: refusals(report) }
  }
  const trustctl: ScratchHome['trustctl'] = async (args) => {
    const [program, main] = TRUSTCTL
    const variables = { PATH: SYSTEM_PATH, HOME: home, LANG: 'C.UTF-8', PIP_TRUST_HOME: trustHome }
    return await runCommand(program, [main, ...args], { cwd: work, env: variables })
  }
  const writePolicy = async (text: string): Promise<void> => {
    await mkdir(paths.config, { recursive: true, mode: 0o700 })
    await writeFile(paths.policyFile, text, { mode: 0o600 })
  }
  const ran = async (): Promise<readonly string[]> =>
    existsSync(ranFile) ? (await readFile(ranFile, 'utf8')).trim().split('\n') : []
  const dispose = async (): Promise<void> => {
    await endParts(trustHome)
    const left = processesOf(root)
    for (const pid of left) process.kill(pid, 'SIGKILL')
    await Promise.all(left.map(gone))
    await rm(root, { recursive: true, force: true })
    await rm(paths.run, { recursive: true, force: true })
    if (left.length > 0) throw new Error(`${left.length} processes were left behind in \`${root}\``)
  }
  const venv = async (pair: Pair): Promise<Venv> => await freshVenv(pair, at(`venv${(count += 1)}`))
  return {
    root,
    work,
    trustHome,
    paths,
    installation,
    ranFile,
    venv,
    env,
    pip,
    trustctl,
    writePolicy,
    ran,
    dispose,
  }
}
