import { spawnSync } from 'node:child_process'
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { homePaths } from '../../../src/client/index.ts'
import { endParts, gone, type GuardedResult, isAlive, type Scene, type Venv } from '../harness/index.ts'
import { type CorporateCase, inScene, refusedWith, SITE, wentWell } from './corporate-case.ts'

const INSTALL = ['install', 'alpha']

/** A folder below the scene's, with a name that a shell or a list of folders would trip over. */
async function oddFolder({ home }: Scene, name: string): Promise<string> {
  const folder = join(home.root, name)
  await mkdir(folder)
  return folder
}

/** HOME, state and current folder below a folder of this name. */
function homeNamed(name: string, words: string): CorporateCase {
  return {
    topic: 'places',
    name: `HOME and current folder ${words}`,
    expect: 'installed',
    play: (pair) =>
      inScene(pair, { site: SITE }, async (scene) => {
        const folder = await oddFolder(scene, name)
        const trust = join(folder, 'trust')
        const env = { HOME: folder, PIP_TRUST_HOME: trust }
        const result = await scene.pip(INSTALL, { env, cwd: folder })
        await endParts(trust)
        return wentWell(result, scene.venv)
      }),
  }
}

/** pip's own scripts for a Python whose path has spaces (`distlib`). */
async function moved(venv: Venv, folder: string): Promise<Venv> {
  await rename(venv.folder, folder)
  const at = (path: string): string => path.replace(venv.folder, folder)
  const there = {
    ...venv,
    folder,
    bin: at(venv.bin),
    python: at(venv.python),
    sitePackages: at(venv.sitePackages),
  }
  const script = `#!/bin/sh
'''exec' "${there.python}" "$0" "$@"
' '''
import sys
from pip._internal.cli.main import main
sys.exit(main())
`
  await writeFile(join(there.bin, 'pip'), script, { mode: 0o755 })
  return there
}

const spacedVenv: CorporateCase = {
  topic: 'places',
  name: 'a virtual environment with spaces, an apostrophe and an umlaut in its path',
  expect: 'installed',
  play: (pair) =>
    inScene(pair, { site: SITE }, async (scene) => {
      const venv = await moved(scene.venv, join(scene.home.root, "d'Été venv ü"))
      return wentWell(await scene.pip(INSTALL, { venv }), venv)
    }),
}

const spacedPrefix: CorporateCase = {
  topic: 'places',
  name: 'pip-trust itself below a folder with spaces and a quote',
  expect: 'installed',
  play: (pair) =>
    inScene(pair, { site: SITE }, async (scene) => {
      const prefix = join(scene.home.root, 'my "own" tools')
      await rename(scene.home.installation.prefix, prefix)
      const env = { PATH: [join(prefix, 'shims'), scene.venv.bin, '/usr/bin:/bin'].join(':') }
      // The scene calls the front by its old path, which leads to the new one.
      await mkdir(scene.home.installation.prefix)
      await writeFile(join(scene.home.root, 'run.sh'), 'exec pip "$@"\n')
      const { shims } = scene.home.installation
      await mkdir(shims)
      await writeFile(join(shims, 'pip'), `#!/bin/sh\n. '${join(scene.home.root, 'run.sh')}'\n`, {
        mode: 0o755,
      })
      return wentWell(await scene.pip(INSTALL, { env }), scene.venv)
    }),
}

function surroundings(name: string, env: Readonly<Record<string, string>>): CorporateCase {
  return {
    topic: 'places',
    name,
    expect: 'installed',
    play: (pair) =>
      inScene(pair, { site: SITE }, async (scene) => wentWell(await scene.pip(INSTALL, { env }), scene.venv)),
  }
}

const atOnce: CorporateCase = {
  topic: 'places',
  name: 'eight pips at once in eight virtual environments, nothing running before',
  expect: 'all installed',
  isLong: true,
  play: (pair) =>
    inScene(pair, { site: SITE }, async (scene) => {
      const venvs = [scene.venv]
      while (venvs.length < 8) venvs.push(await scene.home.venv(pair))
      const results = await Promise.all(venvs.map((venv) => scene.pip(INSTALL, { venv })))
      const failures = await Promise.all(
        results.map((result, at) => wentWell(result, venvs[at] ?? scene.venv)),
      )
      return failures.find((failure) => failure !== null) ?? null
    }),
}

/** Runs the front by a shell that first does something: `"$@"` is the command. */
async function byShell(
  scene: Scene,
  script: string,
  env: Readonly<Record<string, string>>,
): Promise<GuardedResult> {
  const { shims } = scene.home.installation
  await rename(join(shims, 'pip'), join(shims, 'pip3'))
  await writeFile(join(shims, 'pip'), `#!/bin/sh\n${script}\nexec "\${0%/*}/pip3" "$@"\n`, { mode: 0o755 })
  await writeFile(
    join(scene.venv.bin, 'pip3'),
    `#!${scene.venv.python}\nimport sys\nfrom pip._internal.cli.main import main\nsys.exit(main())\n`,
    { mode: 0o755 },
  )
  return scene.pip(INSTALL, { env })
}

const umask: CorporateCase = {
  topic: 'places',
  name: 'umask 077, and umask 000',
  expect: 'installed; nothing of ours may be entered by others',
  play: (pair) =>
    inScene(pair, { site: SITE }, async (scene) => {
      const first = await wentWell(await byShell(scene, 'umask 000', {}), scene.venv)
      if (first !== null) return first
      const { paths } = scene.home
      for (const folder of [paths.state, paths.run, paths.cache]) {
        const { mode } = await stat(folder)
        if ((mode & 0o077) !== 0) return `\`${folder}\` has mode ${mode.toString(8)}`
      }
      const venv = await scene.home.venv(pair)
      await endParts(scene.home.trustHome)
      return wentWell(await scene.pip(INSTALL, { venv }), venv)
    }),
}

const canMount = (): boolean => spawnSync('unshare', ['-m', 'true']).status === 0
const IN_OWN_MOUNTS = 'if [ -z "$PT_MOUNTED" ]; then export PT_MOUNTED=1; exec unshare -m "$0" "$@"; fi'

const readOnlyHome: CorporateCase = {
  topic: 'places',
  name: 'a HOME that is read-only',
  expect: 'refused with words: no state can be kept',
  wanted: canMount,
  play: (pair) =>
    inScene(pair, { site: SITE }, async (scene) => {
      const script = `${IN_OWN_MOUNTS}\nmount -t tmpfs -o ro none "$HOME"`
      const result = await byShell(scene, script, { PIP_TRUST_HOME: '' })
      return refusedWith(result, scene.venv, /TC5\d{3}/)
    }),
}

const readOnlyHomeButState: CorporateCase = {
  topic: 'places',
  name: 'a HOME that is read-only, PIP_TRUST_HOME elsewhere',
  expect: 'installed',
  wanted: canMount,
  play: (pair) =>
    inScene(pair, { site: SITE }, async (scene) => {
      const script = `${IN_OWN_MOUNTS}\nmount -t tmpfs -o ro none "$HOME"`
      return wentWell(await byShell(scene, script, {}), scene.venv)
    }),
}

const systemStore: CorporateCase = {
  topic: 'authorities',
  name: 'the system’s store (`/etc/ssl/certs/ca-certificates.crt`)',
  expect: 'installed',
  wanted: canMount,
  play: (pair) =>
    inScene(pair, { site: SITE }, async (scene) => {
      const script = `${IN_OWN_MOUNTS}\nmount --bind "$CORP_CA" /etc/ssl/certs/ca-certificates.crt`
      const env = { PIP_CERT: '', CORP_CA: scene.caFile }
      return wentWell(await byShell(scene, script, env), scene.venv)
    }),
}

const isRoot = (): boolean => process.getuid?.() === 0

const otherHome: CorporateCase = {
  topic: 'places',
  name: 'root with the HOME of another user (`sudo` that keeps it)',
  expect: 'installed; nothing of root’s in that user’s folders; said',
  wanted: () => isRoot() && canMount(),
  play: (pair) =>
    inScene(pair, { site: SITE }, async (scene) => {
      const home = await oddFolder(scene, 'dana')
      spawnSync('chown', ['12345', home])
      // Root's own home is another for the time of the run.
      const ours = homePaths({ HOME: join(scene.home.root, 'own') })
      await mkdir(join(scene.home.root, 'own'), { mode: 0o700 })
      const script = `${IN_OWN_MOUNTS}
sed 's#^root:.*#root:x:0:0::${join(scene.home.root, 'own')}:/bin/sh#' /etc/passwd >"$PT_PASSWD"
mount --bind "$PT_PASSWD" /etc/passwd`
      const env = { HOME: home, PIP_TRUST_HOME: '', PT_PASSWD: join(scene.home.root, 'passwd') }
      const result = await byShell(scene, script, env)
      await endByLock(ours.shimLock, ours.daemonLock)
      const left = await readdir(home)
      if (left.length > 0) return `\`${left.join(' ')}\` was left in the other user's HOME`
      if (!result.stderr.includes("is not root's")) return `not said\n${result.stderr}`
      return wentWell(result, scene.venv)
    }),
}

/** Ends the process that holds a lock file (`PID START`). */
async function endByLock(...locks: readonly string[]): Promise<void> {
  for (const lock of locks) {
    const pid = Number(/^\d+/.exec(await readFile(lock, 'utf8').catch(() => ''))?.[0])
    if (!(pid > 0) || !isAlive(pid)) continue
    process.kill(pid, 'SIGKILL')
    await gone(pid)
  }
}

const LONG = `${'long-'.repeat(30)}home`

export const PLACE_CASES: readonly CorporateCase[] = [
  homeNamed('it\'s a "home" of Zoë', 'with spaces, quotes and non-ASCII'),
  homeNamed('two\nlines', 'with a line break'),
  homeNamed('$HOME;`x`&', 'with signs that shells read'),
  homeNamed(LONG, 'longer than a socket’s path may be'),
  spacedVenv,
  spacedPrefix,
  surroundings('LC_ALL=C', { LC_ALL: 'C', LANG: '' }),
  surroundings('Python that speaks latin-1', {
    PYTHONIOENCODING: 'latin-1',
    LC_ALL: 'C',
    PYTHONUTF8: '0',
    PYTHONCOERCECLOCALE: '0',
  }),
  umask,
  atOnce,
  readOnlyHome,
  readOnlyHomeButState,
  systemStore,
  otherHome,
]
