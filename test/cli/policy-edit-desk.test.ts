import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import type { Terminal } from '../../src/cli/terminal.ts'
import { editPlaces, lockDraft } from '../../src/edit/index.ts'
import { atTerminal, HARDER, installed, OWN, person } from './policy-home.ts'
import type { Scratch } from './trustctl.ts'

test('at a terminal: edited, reviewed, installed', async (t) => {
  const terminal = person([() => HARDER], ['y'])
  const own = await atTerminal(t, terminal)
  t.like(await own.json('policy', 'edit'), {
    code: 0,
    value: { outcome: 'installed', policy: { version: 4 } },
  })
  t.is(await installed(own), HARDER.replace('version: 3', 'version: 4'))
  t.is(terminal.asked.length, 1)
})

test('a refused text is kept as a draft, --resume goes on with it, and a new edit asks', async (t) => {
  const bad = `${HARDER}rulez: 1\n`
  const own = await atTerminal(
    t,
    person([() => bad, () => HARDER, () => '', () => bad], ['s', 'y', 's', 'n']),
  )
  t.like(await own.json('policy', 'edit'), { code: 0, value: { outcome: 'kept', why: 'chosen' } })
  t.is(await installed(own), OWN)
  t.like(await own.json('policy', 'edit', '--resume'), { code: 0, value: { outcome: 'installed' } })
  t.like(await own.json('policy', 'edit', '--resume'), { code: 3, value: { error: { code: 'nothing' } } })
})

test('two editors at once: the second is told who the first is, and values can be set all the same', async (t) => {
  const own = await atTerminal(t, person([]))
  await mkdir(own.cli.paths.state, { recursive: true, mode: 0o700 })
  const lock = await lockDraft(editPlaces(own.cli.paths).draftLock, { actor: 'dana', since: own.cli.now() })
  const { code, err } = await own.call('policy', 'edit')
  t.is(code, 2)
  t.true(err.includes('dana') && err.includes(String(process.pid)))
  t.like(await own.json('policy', 'edit', '--set', 'rules.rest.onMissing=block'), { code: 0 })
  await lock.release()
})

test('what is installed while a person edits is merged with what they wrote', async (t) => {
  const made: Scratch[] = []
  const meanwhile = async (): Promise<string> => {
    await made[0]?.call('policy', 'edit', '--set', 'metadata.owner=dana')
    return HARDER
  }
  const own = await atTerminal(t, person([meanwhile], ['y', 'y']))
  made.push({ ...own, call: own.call })
  t.like(await own.json('policy', 'edit'), {
    code: 0,
    value: { outcome: 'installed', policy: { version: 5 } },
  })
  const text = await installed(own)
  t.true(text.includes('owner: dana') && text.includes('onMissing: block') && text.includes('# ours'))
})

test('a policy file that is a link stays one', async (t) => {
  const own = await atTerminal(t, person([() => HARDER], ['y']))
  const target = join(own.folder, 'shared.yaml')
  await writeFile(target, OWN, { mode: 0o600 })
  await rm(own.cli.paths.policyFile)
  await symlink(target, own.cli.paths.policyFile)
  t.like(await own.json('policy', 'edit'), { code: 0 })
  t.is(await readFile(target, 'utf8'), HARDER.replace('version: 3', 'version: 4'))
})

test('a loosening at a terminal asks why, also without an editor', async (t) => {
  const own = await atTerminal(t, person([], ['', 'because']))
  t.like(await own.json('policy', 'edit', '--set', 'mode=warn'), { code: 2, value: { why: 'no-reason' } })
  t.like(await own.json('policy', 'edit', '--set', 'mode=warn'), { code: 0, value: { reason: 'because' } })
})

test('an editor that is not there is told, and the draft is kept', async (t) => {
  const terminal: Terminal = {
    ask: async () => null,
    askSecret: async () => null,
    run: () => Promise.reject(new Error('ENOENT')),
  }
  const own = await atTerminal(t, terminal)
  const { code, err } = await own.call('policy', 'edit')
  t.is(code, 2)
  t.true(err.includes('--resume') && err.includes('EDITOR'))
})

test('what the disk refuses on the way is told in words, and the draft is named', async (t) => {
  const full = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', path: '/full' })
  const own = await atTerminal(t, { ...person([() => HARDER]), ask: () => Promise.reject(full) })
  const { code, err } = await own.call('policy', 'edit')
  t.is(code, 2)
  t.true(
    err.includes('/full') && err.includes('ENOSPC') && err.includes('--resume') && !err.includes('internal'),
  )
})
