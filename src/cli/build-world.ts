import { tmpdir } from 'node:os'
import { runProgram, type BuildWorld } from '../publish/build/index.ts'
import type { Cli } from './cli.ts'
import { CliError } from './cli-error.ts'

/**
 * Gives what a build uses of the world; what it does is said where a person watches. Where it is broken off, the program that runs
 * is ended and no further step begins, so that whoever made folders takes them away. Throws `CliError` `stopped` then.
 * @param act `goOn` throws where it was broken off, for steps that build nothing
 */
export async function inBuildWorld<Value>(
  cli: Cli,
  act: (world: BuildWorld, goOn: () => void) => Promise<Value>,
): Promise<Value> {
  return await cli.stoppable(async (stopped) => {
    const goOn = (): void => {
      if (!stopped.aborted) return
      throw new CliError('stopped', {
        message: 'broken off; what was begun is put away',
        hint: 'the same command begins again; a release goes on where it was',
      })
    }
    try {
      return await act(buildWorld(cli, stopped, goOn), goOn)
    } catch (error) {
      goOn()
      throw error
    }
  })
}

function buildWorld(
  { env, cwd, lib, version, now, terminal, complain }: Cli,
  stopped: AbortSignal,
  goOn: () => void,
): BuildWorld {
  return {
    env,
    cwd,
    lib,
    version,
    now,
    temporary: env['TMPDIR'] ?? tmpdir(),
    // What puts things away still runs afterwards.
    run: (program, args, options) =>
      runProgram(program, args, stopped.aborted ? options : { ...options, signal: stopped }),
    onProgress: (step) => {
      goOn()
      if (terminal !== null) complain(step)
    },
  }
}
