import { EventEmitter } from 'node:events'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { inBuildWorld } from '../../src/cli/build-world.ts'
import { CliError } from '../../src/cli/cli-error.ts'
import { openStops, type StoppedProcess } from '../../src/cli/stops.ts'
import { scratch } from './trustctl.ts'

/** A process that signals are sent to, and what it sent itself. */
function somebody(): {
  readonly own: StoppedProcess
  readonly send: (signal: string) => boolean
  readonly sent: string[]
} {
  const events = new EventEmitter()
  const sent: string[] = []
  const own: StoppedProcess = {
    pid: 1,
    on: (signal, heard) => events.on(signal, heard),
    off: (signal, heard) => events.off(signal, heard),
    kill: (_pid, signal) => sent.push(signal),
  }
  // True where somebody heard it: else the system would end the process.
  return { own, send: (signal) => events.emit(signal, signal), sent }
}

test('the first signal is heard while something has to be put away, and the program ends by it afterwards', async (t) => {
  const { own, send, sent } = somebody()
  const stops = openStops(own)
  t.false(send('SIGINT'))
  await stops.stoppable(async (stopped) => {
    t.false(stopped.aborted)
    t.true(send('SIGTERM'))
    t.true(stopped.aborted)
    t.false(send('SIGINT'), 'the second one ends it at once')
  })
  stops.endIfStopped()
  t.deepEqual(sent, ['SIGTERM'])
})

test('where no signal came, none is heard any more, and the program ends as ever', async (t) => {
  const { own, send, sent } = somebody()
  const stops = openStops(own)
  await stops.stoppable(() => Promise.resolve())
  t.false(send('SIGINT'))
  stops.endIfStopped()
  t.deepEqual(sent, [])
})

test('a build that is broken off ends its program, begins no other step, and puts away what it made', async (t) => {
  const breaking = new AbortController()
  const { cli } = await scratch(t, {
    env: { PATH: process.env['PATH'] },
    stoppable: (act) => act(breaking.signal),
  })
  const steps: string[] = []
  const error = await t.throwsAsync(
    inBuildWorld(cli, async (world) => {
      const ended = world.run('sleep', ['600'], { env: world.env, timeoutMs: 60_000 })
      breaking.abort()
      t.is((await ended).code, null)
      const puttingAway = await world.run('true', [], { env: world.env, timeoutMs: 60_000 })
      t.is(puttingAway.code, 0)
      world.onProgress('the next step')
      steps.push('the next step')
    }),
    { instanceOf: CliError, code: 'stopped' },
  )
  t.deepEqual(steps, [])
  t.true(error.message.includes('broken off'))
})

test('`trustctl build` that is broken off leaves nothing, neither aside nor in the project', async (t) => {
  const breaking = new AbortController()
  const { cli, call, folder } = await scratch(t, {
    env: { PATH: process.env['PATH'], TMPDIR: '' },
    stoppable: (act) => act(breaking.signal),
  })
  const temporary = join(folder, 'tmp')
  await mkdir(temporary)
  cli.env['TMPDIR'] = temporary
  await writeFile(join(cli.cwd, 'pyproject.toml'), '')
  breaking.abort()
  const { code, err } = await call('build')
  t.not(code, 0)
  t.regex(err, /broken off/)
  t.deepEqual(await readdir(temporary), [])
  t.deepEqual(await readdir(cli.cwd), ['pyproject.toml'])
})
