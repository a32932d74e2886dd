import test from 'ava'
import { cp, lstat, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { installedIn, runCommand } from '../e2e/harness/index.ts'
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

test('a report that goes to a folder is a file of its own there, by the run', async (t) => {
  await onPairs(t, {}, async (stage) => {
    await stage.links(alpha)
    const folder = join(stage.root, 'reports')
    await mkdir(folder)
    t.is((await stage.pip([...INSTALL, 'alpha'], { env: { PIP_TRUST_REPORT: `${folder}/` } })).code, 0)
    const [name = '', ...others] = await readdir(folder)
    t.deepEqual(others, [])
    const { run }: { run: string } = JSON.parse(await readFile(join(folder, name), 'utf8'))
    t.is(name, `${run}.json`)
  })
})

test('a report that goes to a pipe, a link or a descriptor leaves these in their place', async (t) => {
  await onPairs(t, {}, async (stage) => {
    await stage.links(alpha)
    const into = async (report: string, words = '') =>
      await runCommand(
        'sh',
        ['-c', `"$0" "$@" ${words}`, join(stage.shims, 'pip'), ...INSTALL, '-q', 'alpha'],
        {
          env: stage.env({ PIP_TRUST_REPORT: report }),
          cwd: stage.work,
        },
      )
    const file = join(stage.root, 'file.json')
    const link = join(stage.root, 'link.json')
    const pipe = join(stage.root, 'pipe')
    await writeFile(file, 'before')
    await symlink(file, link)
    t.is((await into(link)).code, 0)
    t.true((await lstat(link)).isSymbolicLink())
    t.like(JSON.parse(await readFile(file, 'utf8')), { version: 1 })
    t.like(JSON.parse((await into('/dev/stdout', '| cat')).stdout), { version: 1 })
    const out = join(stage.root, 'out')
    t.is((await into('/dev/stdout', `>'${out}'`)).code, 0)
    t.like(JSON.parse(await readFile(out, 'utf8')), { version: 1 })
    t.is((await runCommand('mkfifo', [pipe], { env: stage.env(), cwd: stage.work })).code, 0)
    const unread = await into(pipe)
    t.is(unread.code, 1)
    t.true(unread.stderr.includes(pipe), 'nobody reads: words, and no waiting')
    t.true((await lstat(pipe)).isFIFO())
    const read = await into(pipe, `& cat '${pipe}'; wait $!`)
    t.is(read.code, 0, read.stderr)
    t.like(JSON.parse(read.stdout), { version: 1 })
  })
})
