import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseBuildLock, runProgram } from '../../src/publish/build/index.ts'
import { inGit, type Tried } from './ours.ts'

const TIMEOUT_MS = 30 * 60 * 1000
const FAKETIME = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1'
const LONGER = 'a folder with a space and a much longer name than the first one had'

type Run = (program: string, args: readonly string[], env?: NodeJS.ProcessEnv) => Promise<string>

/**
 * `python -m build` with the same locked tools, twice: as it is, and with another path, home, time zone, locale, umask,
 * hash seed and clock.
 */
export async function tryPlain(
  sdist: string,
  scratch: string,
  python: string,
  backend: string,
): Promise<Tried> {
  const folder = await mkdtemp(join(scratch, 'plain-'))
  try {
    const source = join(folder, 'source')
    if (backend.startsWith('meson')) await run('cp', ['-r', await inGit(sdist), source])
    else {
      await mkdir(source)
      await run('tar', ['-xzf', sdist, '--strip-components=1', '-C', source])
    }
    if (backend.startsWith('maturin')) await rm(join(source, 'PKG-INFO'), { force: true })
    const tools = join(folder, 'env', 'bin', 'python')
    await run(python, ['-m', 'venv', join(folder, 'env')])
    const wanted = parseBuildLock(await readFile(`${sdist}.lock`, 'utf8')).wheels
    await writeFile(
      join(folder, 'wanted'),
      wanted.map(({ project, version }) => `${project}==${version}\n`).join(''),
    )
    await run(tools, ['-m', 'pip', 'install', '-q', '--no-deps', '-r', join(folder, 'wanted')])
    await run(tools, ['-m', 'pip', 'install', '-q', 'build==1.2.2'])
    const first = await buildIn(join(folder, 'one'), source, tools, {}, '022')
    const longer = join(folder, LONGER)
    await run('cp', ['-r', source, longer])
    const second = await buildIn(join(folder, 'two'), longer, tools, others(folder, backend), '077')
    const same = (suffix: string): boolean => first[suffix] !== undefined && first[suffix] === second[suffix]
    return { wheel: same('.whl'), sdist: same('.gz'), notVaried: [], error: null }
  } catch (error) {
    return { wheel: false, sdist: false, notVaried: [], error: String(error) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function others(folder: string, backend: string): NodeJS.ProcessEnv {
  const clock = /Rust|scikit/.test(backend) || !existsSync(FAKETIME)
  const home = process.env['HOME'] ?? ''
  return {
    RUSTUP_HOME: process.env['RUSTUP_HOME'] ?? join(home, '.rustup'),
    CARGO_HOME: process.env['CARGO_HOME'] ?? join(home, '.cargo'),
    TZ: 'Pacific/Kiritimati',
    LC_ALL: 'C.UTF-8',
    PYTHONHASHSEED: '4321',
    HOME: join(folder, 'home of somebody else'),
    ...(clock ? {} : { LD_PRELOAD: FAKETIME, FAKETIME: '+400d', FAKETIME_DONT_FAKE_MONOTONIC: '1' }),
  }
}

async function buildIn(
  out: string,
  source: string,
  python: string,
  env: NodeJS.ProcessEnv,
  umask: string,
): Promise<Readonly<Record<string, string>>> {
  const path = `${join(python, '..')}:${process.env['PATH'] ?? ''}`
  const build = [python, '-m', 'build', '--no-isolation', '--skip-dependency-check', '--outdir', out, source]
  await run('sh', ['-c', `umask ${umask}; exec "$@"`, 'sh', ...build], { ...env, PATH: path })
  const digests: Record<string, string> = {}
  for (const name of await readdir(out))
    digests[name.slice(name.lastIndexOf('.'))] = createHash('sha256')
      .update(await readFile(join(out, name)))
      .digest('hex')
  return digests
}

const run: Run = async (program, args, env = {}) => {
  const ended = await runProgram(program, args, { env: { ...process.env, ...env }, timeoutMs: TIMEOUT_MS })
  if (ended.code !== 0) throw new Error(`${program} ${args[0] ?? ''}: ${ended.output.slice(-400)}`)
  return ended.stdout
}
