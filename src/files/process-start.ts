import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const PS_TIMEOUT_MS = 5_000

/**
 * When a process started, as text that is only good for comparing: a process id alone is used again sooner or later.
 * Null when there is no such process.
 */
export async function processStart(pid: number): Promise<string | null> {
  if (!isAlive(pid)) return null
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => null)
  return stat === null ? await startFromPs(pid) : startFromStat(stat)
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Field 22 of proc_pid_stat(5); the second one, the name, may hold spaces and parentheses. */
function startFromStat(stat: string): string | null {
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return state === 'Z' || state === 'X' ? null : (fields[18] ?? null)
}

async function startFromPs(pid: number): Promise<string | null> {
  const ps = promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)], { timeout: PS_TIMEOUT_MS })
  const text = await ps.then(({ stdout }) => stdout.trim()).catch(() => '')
  return text === '' ? null : text
}
