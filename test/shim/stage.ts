import { chmod, cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import {
  existingPairs,
  freshVenv,
  runCommand,
  samplePair,
  type CommandResult,
  type Pair,
  type Venv,
} from '../e2e/harness/index.ts'
import type { Distribution } from '../world/index/index.ts'
import { startFakeInterceptor, type Answers, type FakeInterceptor } from './fake-interceptor.ts'

/** A user with fronts first on PATH, an environment with a real pip, and an interceptor that does as it is told. */
export interface Stage {
  readonly root: string
  readonly home: string
  readonly trustHome: string
  readonly work: string
  readonly shims: string
  readonly venv: Venv
  readonly fake: FakeInterceptor
  readonly env: (extra?: Readonly<Record<string, string>>) => Readonly<Record<string, string>>
  /** Runs the front by its path, as PATH would find it. */
  readonly pip: (args: readonly string[], options?: StageRun) => Promise<CommandResult>
  /** The same command line on the bare pip. */
  readonly bare: (args: readonly string[], options?: StageRun) => Promise<CommandResult>
  /** Writes distributions into `work/links`; gives their paths. */
  readonly links: (...files: readonly Distribution[]) => Promise<readonly string[]>
  readonly dispose: () => Promise<void>
}

export type StageRun = Partial<Parameters<typeof runCommand>[2]> & { readonly program?: string }

const checkout = join(import.meta.dirname, '../..')
const SYSTEM_PATH = '/usr/local/bin:/usr/bin:/bin'

/** All pairs with `PIP_TRUST_ALL_PIPS=1`; else the one that the seed and the title choose. */
export async function pairsFor(title: string, wanted?: (pair: Pair) => boolean): Promise<readonly Pair[]> {
  if (process.env['PIP_TRUST_ALL_PIPS'] !== '1') return [await samplePair(title, wanted)]
  return (await existingPairs()).filter(wanted ?? (() => true))
}

/** Makes the stage; `folder` is the name under the temporary folder below which everything lies. */
export async function createStage(pair: Pair, answers: Answers = {}, folder = 'root'): Promise<Stage> {
  const base = await mkdtemp(join(tmpdir(), 'pt-f-'))
  // Other users come as far as that: only what lies below decides what they may do.
  await chmod(base, 0o755)
  const root = join(base, folder)
  const at = (name: string): string => join(root, name)
  const [home, trustHome, work, shims] = [at('home'), at('t'), at('work'), at('prefix/shims')]
  await Promise.all([home, work, shims].map((each) => mkdir(each, { recursive: true })))
  await mkdir(trustHome, { mode: 0o700 })
  await symlink(checkout, at('prefix/lib'))
  await Promise.all(['pip', 'pip3'].map((name) => cp(join(checkout, 'shim/pip'), join(shims, name))))
  const venv = await freshVenv(pair, at('venv'))
  const fake = await startFakeInterceptor(trustHome, answers)
  const env: Stage['env'] = (extra = {}) => ({
    PATH: [shims, venv.bin, SYSTEM_PATH].join(delimiter),
    HOME: home,
    LANG: 'C.UTF-8',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    PIP_NO_INDEX: '1',
    PIP_TRUST_HOME: trustHome,
    ...extra,
  })
  const run = async (program: string, args: readonly string[], options: StageRun): Promise<CommandResult> =>
    await runCommand(options.program ?? program, args, { cwd: work, ...options, env: env(options.env) })
  return {
    root,
    home,
    trustHome,
    work,
    shims,
    venv,
    fake,
    env,
    pip: async (args, options = {}) => await run(join(shims, 'pip'), args, options),
    bare: async (args, options = {}) => await run(join(venv.bin, 'pip'), args, options),
    links: async (...files) => {
      await mkdir(join(work, 'links'), { recursive: true })
      const paths = files.map(({ filename }) => join(work, 'links', filename))
      await Promise.all(files.map(({ bytes }, index) => writeFile(paths[index] ?? '', bytes)))
      return paths
    },
    dispose: async () => {
      await fake.close()
      await rm(base, { recursive: true, force: true })
    },
  }
}

/** What a witnessed run says when nothing is refused: every route, in order, without the judgements. */
export const QUIET_ROUTES = ['runs', 'runs/hello', 'runs/close'] as const
