import { setTimeout as wait } from 'node:timers/promises'
import {
  editPlaces,
  putInForce,
  tellDaemon,
  type DaemonAnswer,
  type InForce,
  type Installation,
} from '../../edit/index.ts'
import { writeFileAtomically } from '../../files/index.ts'
import type { Cli } from '../cli.ts'
import { withRunningDaemon } from '../daemon.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'

/** Installs a policy on this machine, writes it into the history, and asks the daemon what it enforces now. */
export function installOn(cli: Cli, installation: Installation): Promise<InForce> {
  return putInForce(installation, editPlaces(cli.paths), {
    now: cli.now,
    actor: cli.actor,
    write: (file, text) => writeFileAtomically(file, text),
    wait: (ms) => wait(ms),
    withDaemon: (work) => withRunningDaemon(cli, work),
  })
}

/** Asks a running daemon to load what is configured, and what it enforces then. */
export function askInForce(cli: Cli, digest: string): Promise<DaemonAnswer> {
  return tellDaemon(digest, editPlaces(cli.paths).pending, {
    withDaemon: (work) => withRunningDaemon(cli, work),
  })
}

/** What the daemon made of it, in a line. */
export function daemonLine({ state, words, digest }: DaemonAnswer, file: string): string {
  switch (state) {
    case 'enforces':
      return `the daemon enforces it: sha256 ${digest?.slice(0, 12) ?? ''}…`
    case 'absent':
      return 'the daemon is not running; it loads this file when it starts'
    case 'kept':
      return `NOT IN FORCE: the daemon kept the policy from before (sha256 ${digest?.slice(0, 12) ?? ''}…): ${words ?? 'it did not say why'}; see: trustctl status, trustctl policy check ${file}`
    case 'silent':
      return `NOT PROVEN: the daemon could not be asked whether it enforces it (${words ?? ''}); see: trustctl status`
  }
}

/** What is not enforced, or not known to be, is no success. */
export function exitCodeOfAnswer({ state }: DaemonAnswer): ExitCode {
  return state === 'enforces' || state === 'absent' ? EXIT.ok : EXIT.unproven
}
