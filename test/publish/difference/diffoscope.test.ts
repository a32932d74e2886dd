import test from 'ava'
import { diffoscopeReport } from '../../../src/publish/difference/index.ts'

const FILES = { first: '-a.whl', second: 'b.whl', report: '/r.html' }

test('diffoscope’s report is named where it found something, and only then', async (t) => {
  t.is(await diffoscopeReport(FILES, async () => ({ code: 1 })), '/r.html')
  t.is(await diffoscopeReport(FILES, async () => ({ code: 0 })), null)
  t.is(await diffoscopeReport(FILES, async () => ({ code: 2 })), null)
  t.is(await diffoscopeReport(FILES, async () => null), null)
})

test('a file’s name is never an option', async (t) => {
  await diffoscopeReport(FILES, async (program, args) => {
    t.is(program, 'diffoscope')
    t.deepEqual(args.slice(-3), ['--', '-a.whl', 'b.whl'])
    return { code: 1 }
  })
})
