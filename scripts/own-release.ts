/**
 * Our own release, made twice from one commit in surroundings that differ (folder, home, time zone, locale, umask, user):
 * whether bundles and package are the same bytes. Ends with 1 where they aren’t.
 *
 * usage: node scripts/own-release.ts
 */
import { execFileSync, type ExecFileSyncOptions } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
/** What `npm pack` calls it, whatever the version. */
const PACKAGE = 'pip-trust.tgz'

interface Surroundings {
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
  readonly umask: string
}

const FIRST: Surroundings = { folder: 'a', env: { TZ: 'UTC', LC_ALL: 'C.UTF-8' }, umask: '022' }
const SECOND: Surroundings = {
  folder: 'another folder, with a much longer name',
  env: {
    TZ: 'Pacific/Kiritimati',
    LC_ALL: 'fr_CH.UTF-8',
    LANG: 'fr_CH.UTF-8',
    USER: 'somebody',
    LOGNAME: 'somebody',
  },
  umask: '077',
}

const scratch = mkdtempSync(join(tmpdir(), 'pip-trust-own-'))
try {
  const [first, second] = [made(FIRST), made(SECOND)]
  const names = [...new Set([...first.keys(), ...second.keys()])].toSorted()
  const differing = names.filter((name) => first.get(name) !== second.get(name))
  for (const name of differing) console.log(`differs  ${name}`)
  console.log(`${names.length - differing.length} of ${names.length} files identical`)
  console.log(`package  sha256 ${first.get(PACKAGE) ?? 'none'}`)
  process.exitCode = differing.length === 0 && names.length > 0 ? 0 : 1
} finally {
  rmSync(scratch, { recursive: true, force: true })
}

/** Clones, bundles and packs; sha256 of each file by its name. */
function made({ folder, env, umask }: Surroundings): ReadonlyMap<string, string> {
  const at = join(scratch, folder)
  const home = join(at, 'home')
  const checkout = join(at, 'pip-trust')
  mkdirSync(home, { recursive: true })
  execFileSync('git', [
    '-c',
    'advice.detachedHead=false',
    'clone',
    '--quiet',
    '--no-hardlinks',
    root,
    checkout,
  ])
  symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'))
  const options: ExecFileSyncOptions = {
    cwd: checkout,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { PATH: process.env['PATH'] ?? '', HOME: home, npm_config_update_notifier: 'false', ...env },
  }
  const shell = (command: string): unknown =>
    execFileSync('sh', ['-c', `umask ${umask}; ${command}`], options)
  shell(`'${process.execPath}' scripts/bundle.ts`)
  // npm packs with the modes that files happen to have.
  shell('chmod -R u=rwX,go=rX .')
  shell(`npm pack --silent --offline --pack-destination .`)
  return digests(checkout)
}

function digests(checkout: string): ReadonlyMap<string, string> {
  const bundles = readdirSync(join(checkout, 'dist'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
  const packed = readdirSync(checkout).filter((name) => name.endsWith('.tgz'))
  return new Map([
    ...bundles.map((path) => [path.slice(checkout.length + 1), sha256Of(readFileSync(path))] as const),
    ...packed.map((name) => [PACKAGE, sha256Of(readFileSync(join(checkout, name)))] as const),
  ])
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
