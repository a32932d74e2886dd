import { chmod, mkdir, mkdtemp, readdir, readFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { inheritedEnvironment, runCommand } from '../../test/e2e/harness/index.ts'
import type { Draw } from './draw.ts'
import { afterwards, installOf, type Played } from './fault.ts'
import { heldIn } from './held.ts'
import type { Stage, Told } from './stage.ts'

/** Folders that a small disk is mounted over. */
const PLACES = [
  'state',
  'cache',
  'home of pip-trust',
  'pip’s cache',
  'temporary files',
  'site-packages',
] as const
type Place = (typeof PLACES)[number]
/** Four runs of pip, on a machine that may be busy. */
const SCRIPT_LIMIT_MS = 600_000
const LEFT_BYTES = [0, 4096, 40_000, 120_000, 350_000] as const

/**
 * In a mount namespace of its own: fills the disk at `PLACE` but for `LEFT` bytes, at once or after `AFTER` seconds, and
 * installs; then, with room again, the honest and the tampered package. The product's parts are ended inside.
 */
const SCRIPT = `mkdir -p "$PLACE" && cp -a "$PLACE" "$OUT/kept" && mount -t tmpfs -o size=96m,mode=700 tmpfs "$PLACE" || exit 99
cp -a "$OUT/kept/." "$PLACE/" && chmod 700 "$PLACE"
fill() {
  local room=$(df --output=avail -B1 "$PLACE" | tail -n 1)
  head -c $((room - LEFT)) /dev/zero > "$PLACE/ballast"
}
tell() { pip "\${@:2}" >"$OUT/$1.out" 2>"$OUT/$1.err"; echo $? >"$OUT/$1.code"; }
hold() { mkdir "$OUT/$1"; for f in "$SITE"/{alpha,beta,'~'}* "$SITE/__pycache__"; do [ -e "$f" ] && cp -a "$f" "$OUT/$1/"; done; }
[ "$WARM" = 1 ] && pip download -q -d "$OUT/warm" warm >/dev/null 2>&1
if [ "$AFTER" = 0 ]; then fill; else (sleep "$AFTER"; fill) & fi
tell faulted "\${INSTALL[@]}" "$PROJECT"
wait
hold afterFault
rm -f "$PLACE/ballast"
tell next "\${INSTALL[@]}" alpha
tell bad "\${INSTALL[@]}" beta
hold afterAll
for lock in "$PIP_TRUST_HOME"/run/*.lock; do [ -f "$lock" ] && kill -9 "$(cut -d' ' -f1 "$lock")"; done 2>/dev/null
exit 0`

function pathOf(place: Place, { scene }: Stage): string {
  const { home, venv } = scene
  const paths: Readonly<Record<Place, string>> = {
    state: home.paths.state,
    cache: home.paths.cache,
    'home of pip-trust': home.trustHome,
    'pip’s cache': join(home.root, 'pip-cache'),
    'temporary files': join(home.root, 'tmp'),
    'site-packages': venv.sitePackages,
  }
  return paths[place]
}

async function toldOf(out: string, name: string): Promise<Told> {
  const [code, stdout, stderr] = await Promise.all(
    ['code', 'out', 'err'].map(async (suffix) => await readFile(join(out, `${name}.${suffix}`), 'utf8')),
  )
  return { code: Number(code), signal: null, stdout: stdout ?? '', stderr: stderr ?? '' }
}

/** True where this user may mount a small disk without harm to anybody. */
async function canMount(): Promise<boolean> {
  const probe = await runCommand('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], {
    env: inheritedEnvironment(),
    cwd: '/',
  }).catch(() => null)
  return probe?.code === 0
}

/** A disk that is full, or gets full in the middle of the run; a folder that can't be written to, where no disk can be mounted. */
export async function fillDisk(stage: Stage, project: string, draw: Draw): Promise<Played> {
  if (!(await canMount())) return await forbidWriting(stage, project, draw)
  const place = draw.one('place', PLACES)
  const left = draw.one('left', LEFT_BYTES)
  const after = draw.one('after', ['0', '0.3', '0.8', '1.4'])
  const warm = draw.number('warm', 2)
  const { home, venv } = stage.scene
  const out = await mkdtemp(join(home.root, 'out-'))
  const env = {
    ...home.env(venv),
    ...stage.env,
    PIP_CACHE_DIR: pathOf('pip’s cache', stage),
    TMPDIR: pathOf('temporary files', stage),
    PLACE: pathOf(place, stage),
    OUT: out,
    LEFT: String(left),
    AFTER: after,
    WARM: String(warm),
    PROJECT: project,
    SITE: venv.sitePackages,
  }
  await mkdir(env.TMPDIR, { recursive: true })
  const install = installOf('')
    .slice(0, -1)
    .filter((word) => word !== '--no-cache-dir')
  const script = `INSTALL=(${install.join(' ')})\n${SCRIPT}`
  const result = await runCommand('unshare', ['-rm', 'bash', '-c', script], {
    env,
    cwd: home.work,
    timeoutMs: SCRIPT_LIMIT_MS,
  })
  if (result.code !== 0) throw new Error(`the small disk could not be made: ${result.code}\n${result.stderr}`)
  const [faulted, next, bad] = await Promise.all(['faulted', 'next', 'bad'].map((name) => toldOf(out, name)))
  if (!faulted || !next || !bad) throw new Error('the small disk told nothing')
  const when = after === '0' ? 'from the start' : `after ${after} s`
  return {
    words: `disk of ${place} full but for ${left} bytes ${when}, ${warm === 1 ? 'warm' : 'cold'}`,
    faulted,
    afterFault: await heldIn(join(out, 'afterFault')),
    next,
    bad,
    afterAll: await heldIn(join(out, 'afterAll')),
    pipSuffers: place === 'site-packages' || place === 'temporary files',
  }
}

async function setModes(folder: string, mode: number): Promise<void> {
  if (!existsSync(folder)) return
  if (mode !== 0o500) await chmod(folder, mode)
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await setModes(join(folder, entry.name), mode)
  }
  await chmod(folder, mode)
}

/** A folder of the product that nobody may write to from a moment on; root's right to do so all the same is given up. */
export async function forbidWriting(stage: Stage, project: string, draw: Draw): Promise<Played> {
  const place = draw.one<Place>('folder', ['state', 'cache', 'home of pip-trust'])
  const afterMs = draw.number('moment', 2000)
  const folder = pathOf(place, stage)
  const { home, venv } = stage.scene
  const isRoot = process.getuid?.() === 0
  const drop = ['--bounding-set=-dac_override,-dac_read_search', '--inh-caps=-dac_override,-dac_read_search']
  const words = ['pip', ...installOf(project)]
  const [program = 'pip', ...args] = isRoot ? ['setpriv', ...drop, ...words] : words
  const running = runCommand(program, args, { env: { ...home.env(venv), ...stage.env }, cwd: home.work })
  await pause(afterMs)
  await setModes(folder, 0o500)
  const told = await running
  await setModes(folder, 0o700)
  return await afterwards(stage, `${place} read-only after ${afterMs} ms`, told)
}
