import test from 'ava'
import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { installedIn } from '../e2e/harness/index.ts'
import { INSTALL, alpha, onPairs } from './witnessed.ts'
import type { Answers } from './fake-interceptor.ts'

const BROKEN: Readonly<Record<string, Answers>> = {
  'the connection drops at a judgement': { drop: ['runs/judge'] },
  'the connection drops at hello': { drop: ['runs/hello'] },
  'the connection drops at open': { drop: ['runs'] },
  'a judgement is not HTTP': { garble: ['runs/judge'] },
  'a judgement is an error': {
    refuse: { 'runs/judge': { status: 500, body: { code: 'internal', message: 'broken' } } },
  },
  'a judgement has no decision': { refuse: { 'runs/judge': { status: 200, body: { words: 'yes' } } } },
  'a run is not opened': {
    refuse: { runs: { status: 503, body: { code: 'TC5001', message: 'no daemon', hint: 'start it' } } },
  },
}

for (const [title, answers] of Object.entries(BROKEN)) {
  test(`nothing is installed when ${title}`, async (t) => {
    await onPairs(t, answers, async (stage) => {
      await stage.links(alpha)
      const { code, stderr } = await stage.pip([...INSTALL, 'alpha'])
      t.is(code, 1)
      t.regex(stderr, /pip-trust: TC500\d: /)
      t.deepEqual(await installedIn(stage.venv), [])
    })
  })
}

test('a hook that raises ends the process', async (t) => {
  await onPairs(t, { open: { env: { PIP_PROXY: null } } }, async (stage) => {
    await stage.links(alpha)
    const shim = join(stage.root, 'broken/shim')
    await cp(join(import.meta.dirname, '../../shim'), shim, { recursive: true })
    await cp(join(import.meta.dirname, '../../package.json'), join(stage.root, 'broken/package.json'))
    const verdicts = join(shim, 'pip_trust_witness/verdicts.py')
    const text = await readFile(verdicts, 'utf8')
    await writeFile(verdicts, text.replace('fault = archives.fault_of(path, real)', 'fault = {}["missing"]'))
    const args = ['--boot', join(stage.venv.bin, 'pip'), ...INSTALL, 'alpha']
    const { code, stderr } = await stage.pip([join(shim, 'witness.py'), ...args], {
      program: stage.venv.python,
    })
    t.is(code, 1)
    t.regex(stderr, /TC5006/)
    t.deepEqual(await installedIn(stage.venv), [])
  })
})

test('the report is written whole, and 0 never stands beside a refusal', async (t) => {
  await onPairs(t, {}, async (stage) => {
    await stage.links(alpha)
    const report = join(stage.root, 'report.json')
    const { code } = await stage.pip([...INSTALL, 'alpha'], { env: { PIP_TRUST_REPORT: report } })
    t.is(code, 0)
    t.like(JSON.parse(await readFile(report, 'utf8')), { version: 1, exitCode: 0 })
    const missing = join(stage.root, 'no-such-folder/report.json')
    const unwritten = await stage.pip([...INSTALL, 'alpha'], { env: { PIP_TRUST_REPORT: missing } })
    t.is(unwritten.code, 1)
    t.true(unwritten.stderr.includes(missing))
  })
})
