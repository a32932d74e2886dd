import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { mustRun } from '../e2e/harness/index.ts'
import { makeWheel } from '../world/index/index.ts'
import { createStage, pairsFor, type Stage } from './stage.ts'

interface TerminalEnd {
  readonly output: string
  readonly acted: boolean
  readonly signal: string | null
  readonly code: number | null
}

const driver = join(import.meta.dirname, 'terminal.py')
const SLOW_TREE = {
  'pyproject.toml': '[build-system]\nrequires=[]\nbuild-backend="b"\nbackend-path=["."]\n',
  'b.py':
    'import time\ndef build_wheel(*args):\n    print("NOW ASLEEP", flush=True)\n    time.sleep(50)\nprepare_metadata_for_build_wheel = build_wheel\n',
}
const ASLEEP = 'NOW ASLEEP'

/** Runs the front and the bare pip in terminals of their own, acting on each at the same words. */
async function both(
  stage: Stage,
  action: string,
  when: string,
  args: readonly string[],
): Promise<{ readonly guarded: TerminalEnd; readonly bare: TerminalEnd }> {
  const run = async (pip: string): Promise<TerminalEnd> => {
    const env = stage.env({ TERM: 'xterm', COLUMNS: '100' })
    const text = await mustRun(stage.venv.python, [driver, action, when, pip, ...args], {
      env,
      cwd: stage.work,
    })
    const ended: TerminalEnd = JSON.parse(text)
    return ended
  }
  return { guarded: await run(join(stage.shims, 'pip')), bare: await run(join(stage.venv.bin, 'pip')) }
}

async function staged(t: ExecutionContext, scene: (stage: Stage) => Promise<void>): Promise<void> {
  for (const pair of await pairsFor(t.title)) {
    const stage = await createStage(pair, { lines: ['pip-trust: the closing line'] })
    try {
      await scene(stage)
    } finally {
      await stage.dispose()
    }
  }
}

async function slowTree(stage: Stage): Promise<void> {
  await mkdir(join(stage.work, 'slow'))
  await Promise.all(
    Object.entries(SLOW_TREE).map(([name, text]) => writeFile(join(stage.work, 'slow', name), text)),
  )
}

test('Ctrl-C ends pip as it ends a bare pip, and the run is closed', async (t) => {
  await staged(t, async (stage) => {
    await slowTree(stage)
    const { guarded, bare } = await both(stage, 'INT', ASLEEP, ['install', '-v', './slow'])
    t.true(guarded.acted && bare.acted)
    t.deepEqual([guarded.code, guarded.signal], [bare.code, bare.signal])
    t.true(guarded.output.includes('Operation cancelled by user'), guarded.output)
    t.is(stage.fake.routes().at(-1), 'runs/close')
  })
})

test('SIGTERM ends the very process that the front was, as it ends a bare pip', async (t) => {
  await staged(t, async (stage) => {
    await slowTree(stage)
    const { guarded, bare } = await both(stage, 'TERM', ASLEEP, ['install', '-v', './slow'])
    t.deepEqual([guarded.acted, guarded.signal], [true, 'SIGTERM'])
    t.deepEqual([guarded.code, guarded.signal], [bare.code, bare.signal])
  })
})

test('a question on the terminal is asked and answered', async (t) => {
  await staged(t, async (stage) => {
    await stage.links(makeWheel({ project: 'alpha', version: '1.0' }))
    await writeFile(join(stage.work, 'names.txt'), 'alpha\n')
    const ended: TerminalEnd[] = []
    for (const pip of [join(stage.shims, 'pip'), join(stage.venv.bin, 'pip')]) {
      await stage.bare(['install', '--find-links', 'links', 'alpha'])
      const env = stage.env({ TERM: 'xterm' })
      const args = [driver, 'y', 'Proceed', pip, 'uninstall', '-r', 'names.txt']
      ended.push(JSON.parse(await mustRun(stage.venv.python, args, { env, cwd: stage.work })))
    }
    t.deepEqual(
      ended.map(({ code, acted }) => [code, acted]),
      [
        [0, true],
        [0, true],
      ],
    )
    t.true(ended.every(({ output }) => output.includes('Successfully uninstalled alpha-1.0')))
  })
})

test('colours and widths are those of the terminal; the closing line comes last', async (t) => {
  await staged(t, async (stage) => {
    await stage.links(makeWheel({ project: 'alpha', version: '1.0' }))
    const args = ['download', '--find-links', 'links', '--dest', 'there', 'no-such-project']
    const { guarded, bare } = await both(stage, 'y', 'never', args)
    const closing = 'pip-trust: the closing line\r\n'
    t.true(guarded.output.endsWith(closing))
    t.is(guarded.output.slice(0, -closing.length), bare.output)
    const close = stage.fake.calls.find(({ route }) => route === 'runs/close')
    t.like(close?.body, { colour: true, exitCode: 1 })
  })
})
