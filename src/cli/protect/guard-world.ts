import { execFile } from 'node:child_process'
import { isAbsolute } from 'node:path'
import { userInfo } from 'node:os'
import type { GuardWorld, ProgramResult } from '../../guard/index.ts'
import type { Cli } from '../cli.ts'

const RUN_MS = 20_000
const MAX_OUTPUT_BYTES = 1024 * 1024

/** The world as the guard sees it from trustctl. */
export function guardWorld({ paths, version, lib, launch, env }: Cli): GuardWorld {
  const home = env['HOME'] ?? ''
  return {
    paths,
    version,
    launch: { node: launch.node, lib, env },
    env,
    home: isAbsolute(home) ? home : userInfo().homedir,
    uid: process.getuid?.() ?? 0,
    platform: process.platform,
    run: runProgram,
  }
}

/** From `/`: nothing that lies in the person's folder may come before what the program brings. */
function runProgram(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<ProgramResult> {
  return new Promise((resolve) => {
    const options = { cwd: '/', env, timeout: RUN_MS, maxBuffer: MAX_OUTPUT_BYTES }
    execFile(program, [...args], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : null
      resolve({ code, stdout, stderr })
    })
  })
}
