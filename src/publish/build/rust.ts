import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { BuildError } from './build-error.ts'
import type { BuildWorld } from './build-world.ts'
import { lastLines } from './installer.ts'
import type { Room } from './room.ts'
import { IN_ROOM } from './rooms.ts'

const TIMEOUT_MS = 15 * 60 * 1000

/** The toolchain of Rust that PATH leads to, as the folder with its `bin`; null where there is none. */
export async function findRust({ run, env, cwd }: BuildWorld): Promise<string | null> {
  const { code, stdout } = await run('rustc', ['--print', 'sysroot'], { env, cwd, timeoutMs: TIMEOUT_MS })
  return code === 0 && stdout.trim() !== '' ? stdout.trim() : null
}

/** The Cargo.lock of a project: at its top, or beside the manifest that pyproject.toml names for maturin. */
export function cargoLockOf(project: string, pyproject: string | null): string | null {
  const manifest = /^\s*manifest-path\s*=\s*"([^"\n]+)"/m.exec(pyproject ?? '')?.[1]
  const places = [project, ...(manifest === undefined ? [] : [join(project, dirname(manifest))])]
  return places.map((folder) => join(folder, 'Cargo.lock')).find((path) => existsSync(path)) ?? null
}

/**
 * Brings the crates that a Cargo.lock names into the room, checked by their digests there; inside, cargo finds them
 * instead of its registry. Throws `BuildError` `unavailable`.
 */
export async function bringCrates(lock: string, room: Room, { run, env, cwd }: BuildWorld): Promise<void> {
  const crates = room.outside(IN_ROOM.crates)
  const manifest = join(dirname(lock), 'Cargo.toml')
  const args = ['vendor', '--locked', '--versioned-dirs', '--manifest-path', manifest, crates]
  const { code, stdout, output } = await run('cargo', args, { env, cwd, timeoutMs: TIMEOUT_MS })
  if (code !== 0)
    throw new BuildError('unavailable', {
      message: `the crates of \`Cargo.lock\` can’t be fetched:\n${lastLines(output)}`,
      hint: 'cargo generate-lockfile, where it does not fit Cargo.toml',
    })
  const home = room.outside(`${IN_ROOM.home}/.cargo`)
  await mkdir(home, { recursive: true })
  await writeFile(join(home, 'config.toml'), stdout.replaceAll(crates, IN_ROOM.crates))
}
