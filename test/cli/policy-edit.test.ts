import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import type { Request } from '../../src/protocol/index.ts'
import { recordOf } from '../edit/records.ts'
import { fakeDaemon } from './fake-daemon.ts'
import { bytes, HARDER, installed, OWN, withPolicy } from './policy-home.ts'
import { scratch, type Scratch } from './trustctl.ts'

test('set changes one value, keeps the rest to the letter, and raises the version', async (t) => {
  const own = await withPolicy(t)
  t.like(await own.json('policy', 'edit', '--set', 'rules.rest.onMissing=block'), {
    code: 0,
    value: {
      outcome: 'installed',
      policy: { version: 4 },
      before: { version: 3 },
      loosens: false,
      daemon: { state: 'absent' },
    },
  })
  t.is(await installed(own), HARDER.replace('version: 3', 'version: 4'))
})

test('a whole text from standard input, a patch from a file, and what is unchanged or empty', async (t) => {
  const own = await withPolicy(t, OWN, { stdin: bytes(HARDER.replace('version: 3', 'version: 7')) })
  t.like(await own.json('policy', 'edit', '--stdin'), { code: 0, value: { policy: { version: 7 } } })
  await writeFile(
    join(own.cli.cwd, 'p.diff'),
    '--- a\n+++ b\n@@ -4,2 +4,3 @@\n requirements:\n   q: { attestation: {} }\n+floor: [ { require: [q] } ]\n',
  )
  t.like(await own.json('policy', 'edit', '--patch', 'p.diff'), {
    code: 0,
    value: { policy: { version: 8 } },
  })
  t.true((await installed(own)).includes('floor: [ { require: [q] } ]'))
  const before = await installed(own)
  t.like(await own.json('policy', 'edit', '--set', 'rules.rest.onMissing=block'), {
    code: 0,
    value: { outcome: 'unchanged' },
  })
  t.like(
    await (await withPolicy(t, OWN, { stdin: bytes('# nothing\n') })).json('policy', 'edit', '--stdin'),
    { code: 0, value: { outcome: 'empty' } },
  )
  t.is(await installed(own), before)
})

test('where there is no file, one that extends the default preset is made', async (t) => {
  const own = await scratch(t)
  t.like(await own.json('policy', 'edit', '--set', 'metadata.owner=kim'), {
    code: 0,
    value: { outcome: 'installed', before: { name: 'balanced' }, policy: { version: 1 } },
  })
  t.true((await installed(own)).includes('extends: [preset:balanced]'))
})

test('what is wrong is told whole, with lines, and nothing is installed', async (t) => {
  const own = await withPolicy(t)
  const { code, out } = await own.call('policy', 'edit', '--set', 'rulez=1', '--set', 'metadata.zone=x')
  t.is(code, 2)
  t.regex(out, /^ {4}3 \| .*zone: x.*\n {6}\| +\^\^\^\^$/m)
  t.like(await own.json('policy', 'edit', '--set', 'rulez=1', '--set', 'metadata.zone=x'), {
    code: 2,
    value: {
      outcome: 'refused',
      why: 'problems',
      problems: [
        { code: 'unknown-key', line: 3 },
        { code: 'unknown-key', line: 8 },
      ],
    },
  })
  t.like(await own.json('policy', 'edit', '--set', 'metadata.version=2'), {
    code: 2,
    value: { problems: [{ code: 'older' }] },
  })
  t.is(await installed(own), OWN)
})

test('a policy whose own tests fail is not installed', async (t) => {
  const own = await withPolicy(
    t,
    `${OWN}tests:\n  - { name: bare, given: { project: x, version: "1" }, expect: { decision: warn } }\n`,
  )
  t.like(await own.json('policy', 'edit', '--set', 'rules.rest.onMissing=block'), {
    code: 2,
    value: { problems: [{ code: 'failed-test', line: 9 }] },
  })
})

test('a loosening without a reason is refused, with one it is installed', async (t) => {
  const own = await withPolicy(t)
  t.like(await own.json('policy', 'edit', '--set', 'mode=warn'), {
    code: 2,
    value: { outcome: 'refused', why: 'no-reason', changes: [{ direction: 'loosens', where: 'mode' }] },
  })
  t.is(await installed(own), OWN)
  t.like(await own.json('policy', 'edit', '--set', 'mode=warn', '--reason', 'trial'), {
    code: 0,
    value: { loosens: true, reason: 'trial' },
  })
  for (const reason of [' ', 'x'.repeat(501)])
    t.is((await own.call('policy', 'edit', '--set', 'mode=audit', '--reason', reason)).code, 2, reason)
})

test('without a terminal there is no editor; several ways at once are no way', async (t) => {
  const own = await withPolicy(t)
  t.like(await own.json('policy', 'edit'), { code: 2, value: { error: { code: 'usage' } } })
  t.like(await own.json('policy', 'edit', '--stdin', '--set', 'mode=warn'), {
    code: 2,
    value: { error: { code: 'usage' } },
  })
  t.like(await own.json('policy', 'edit', '--set', 'mode=warn', '--against', '30'), {
    code: 2,
    value: { error: { code: 'usage' } },
  })
})

function edits(asked: readonly Request[]): readonly unknown[] {
  return asked.flatMap((request) => (request.type === 'append' ? [request.event] : []))
}

test('recorded facts are decided again, page by page, and the daemon’s answer is compared', async (t) => {
  const own = await withPolicy(t)
  let digest = ''
  const user = (): {
    layers: [
      { layer: 'user'; policy: { name: string; version: number; digest: string; at: null }; file: null },
    ]
  } => ({
    layers: [{ layer: 'user', policy: { name: 'mine', version: 4, digest, at: null }, file: null }],
  })
  const decisions = [
    recordOf({ at: own.cli.now() }),
    recordOf({ project: 'django', letter: 'b', at: own.cli.now() }),
  ]
  const asked = await fakeDaemon(t, own.cli.paths.daemonSocket, { decisions, reload: user })
  const { value } = await own.json('policy', 'try', await draftFile(own, HARDER))
  digest = /"digest": ?"([0-9a-f]{64})"/.exec(JSON.stringify(value))?.[1] ?? ''
  const kept = await own.json('policy', 'edit', '--set', 'rules.rest.onMissing=block')
  t.like(kept, {
    code: 25,
    value: { daemon: { state: 'kept' }, replay: { decisions: 2, newlyBlocks: 2, newlyAllows: 0 } },
  })
  digest = /"policy":\{[^}]*"digest":"([0-9a-f]{64})"/.exec(JSON.stringify(kept.value))?.[1] ?? ''
  t.like(edits(asked)[0], {
    type: 'policy-edited',
    how: 'set',
    loosens: false,
    reason: null,
    file: own.cli.paths.policyFile,
  })
  const loud = await own.call('policy', 'edit', '--set', 'metadata.owner=kim')
  t.is(loud.code, 25)
  t.true(loud.err.includes('NOT IN FORCE'))
  t.is(edits(asked).length, 2)
})

test('the daemon that enforces the new policy is believed by its digest', async (t) => {
  const own = await withPolicy(t)
  const first = await own.json('policy', 'edit', '--set', 'rules.rest.onMissing=block')
  const digest = /"policy":\{[^}]*"digest":"([0-9a-f]{64})"/.exec(JSON.stringify(first.value))?.[1] ?? ''
  const again = await withPolicy(t)
  const asked = await fakeDaemon(t, again.cli.paths.daemonSocket, { reload: () => ({ digest }) })
  t.like(await again.json('policy', 'edit', '--set', 'rules.rest.onMissing=block'), {
    code: 0,
    value: { daemon: { state: 'enforces', digest } },
  })
  t.is(edits(asked).length, 1)
})

test('what was edited while no daemon ran is in the history as soon as one does', async (t) => {
  const own = await withPolicy(t)
  await own.call('policy', 'edit', '--set', 'rules.rest.onMissing=block')
  const asked = await fakeDaemon(t, own.cli.paths.daemonSocket, { history: [] })
  t.like(await own.json('policy', 'history'), {
    code: 0,
    value: {
      versions: [
        { version: 4, current: true },
        { version: 3, current: false },
      ],
      history: [],
    },
  })
  t.is(edits(asked).length, 1)
})

async function draftFile({ cli }: Scratch, text: string): Promise<string> {
  await writeFile(join(cli.cwd, 'draft.yaml'), text)
  return 'draft.yaml'
}
