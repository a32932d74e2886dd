import type { Sources } from '../sources/index.ts'
import { loadConfiguration, type Configuration } from './configuration.ts'
import type { Log } from './log.ts'

/** Holds the configuration in force. */
export interface Keeper {
  current(): Configuration
  /** Loads everything anew and has it recorded; never rejects: what can't be loaded leaves what is in force. */
  reload(): Promise<void>
  /** Resolves when no reload is under way. */
  settled(): Promise<void>
}

/** Loads the configuration for the first time; `record` hears of each. Rejects where the installation is broken. */
export async function keepConfiguration(
  sources: Sources,
  log: Log,
  record: (configuration: Configuration) => Promise<void>,
): Promise<Keeper> {
  let current = await loadConfiguration(sources, null)
  apply(current, log)
  await record(current)
  let running: Promise<void> = Promise.resolve()
  const load = async (): Promise<void> => {
    try {
      const next = await loadConfiguration(sources, current)
      if (tellsDifferent(current, next)) apply(next, log)
      current = next
      await record(next)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      log.write('error', `what is configured can't be loaded; what is in force stays: ${why}`)
    }
  }
  return {
    current: () => current,
    reload: () => {
      running = running.then(load)
      return running
    },
    settled: () => running,
  }
}

function apply({ about, settings, notices, trust }: Configuration, log: Log): void {
  log.setMaxBytes(settings.logMaxKilobytes * 1024)
  const { name, version, digest } = about
  log.write('info', 'configuration in force', { policy: name, version, digest, trust: trust.digest })
  for (const notice of notices) log.write('warn', notice)
}

function tellsDifferent(a: Configuration, b: Configuration): boolean {
  return told(a) !== told(b)
}

function told({ about, settings, notices, trust }: Configuration): string {
  return JSON.stringify([about, settings, notices, trust.digest])
}
