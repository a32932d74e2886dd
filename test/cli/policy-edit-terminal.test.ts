import { execFile } from 'node:child_process'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { ExecutionContext } from 'ava'
import test from 'ava'
import { homePaths } from '../../src/client/index.ts'
import { editPlaces } from '../../src/edit/index.ts'
import { temporaryFolder } from '../files/temporary-folder.ts'
import { LIB } from './trustctl.ts'

const run = promisify(execFile)
const OWN =
  'apiVersion: trustctl/v1\nkind: Policy\nmetadata: { name: mine, version: 3 }\nextends: [preset:balanced]\n'
const TRUSTCTL = [process.execPath, join(LIB, 'dist', 'trustctl.cjs')] as const

interface Ended {
  readonly output: string
  readonly acted: boolean
  readonly code: number | null
}

interface Home {
  readonly policyFile: string
  readonly draft: string
  /** Edits in a real terminal: types `keys` (or sends `INT`, `TERM`) once `when` is on the screen. */
  readonly edit: (keys: string, when: string, ...args: readonly string[]) => Promise<Ended>
}

/** A home with a policy, and an editor that is a shell script with the file as `$last`. */
async function home(t: ExecutionContext, script: string): Promise<Home> {
  const folder = await temporaryFolder(t)
  const env = { PATH: process.env['PATH'] ?? '', PIP_TRUST_HOME: join(folder, 'home'), TERM: 'dumb' }
  const paths = homePaths(env)
  await mkdir(paths.config, { recursive: true, mode: 0o700 })
  await writeFile(paths.policyFile, OWN, { mode: 0o600 })
  const editor = join(folder, 'an editor')
  await writeFile(editor, `#!/bin/sh\nfor last; do :; done\n${script}\n`)
  await chmod(editor, 0o700)
  t.teardown(() => run(TRUSTCTL[0], [TRUSTCTL[1], 'down'], { env }).catch(() => null))
  const edit: Home['edit'] = async (keys, when, ...args) => {
    const terminal = join(LIB, 'test', 'shim', 'terminal.py')
    const { stdout } = await run('python3', [terminal, keys, when, ...TRUSTCTL, 'policy', 'edit', ...args], {
      env: { ...env, TRUSTCTL_EDITOR: `'${editor}' --wait` },
    })
    const ended: Ended = JSON.parse(stdout)
    return ended
  }
  return { policyFile: paths.policyFile, draft: join(editPlaces(paths).draft, 'draft', 'policy.yaml'), edit }
}

const HARDEN = `sed -i 's/^extends.*/&\\nfloor: [ { status: { deny: [archived] } } ]/' "$last"`

test('in a real terminal: an editor with a space in its name, a review, and the policy is installed', async (t) => {
  const { edit, policyFile, draft } = await home(t, HARDEN)
  const { code, output } = await edit('y', 'discard: ')
  t.is(code, 0, output)
  t.true(output.includes('tightens'), output)
  t.is(
    await readFile(policyFile, 'utf8'),
    `${OWN.replace('version: 3', 'version: 4')}floor: [ { status: { deny: [archived] } } ]\n`,
  )
  await t.throwsAsync(readFile(draft))
})

test('a wrong save can’t be installed; the draft is kept and resumed', async (t) => {
  const { edit, policyFile, draft } = await home(
    t,
    `grep -q rulez "$last" && sed -i '/rulez/d' "$last" || echo 'rulez: 1' >> "$last"`,
  )
  const refused = await edit('s', 'discard: ')
  t.is(refused.code, 0, refused.output)
  t.is(await readFile(policyFile, 'utf8'), OWN)
  t.is(await readFile(draft, 'utf8'), `${OWN}rulez: 1\n`)
  const resumed = await edit('y', 'discard: ', '--resume')
  t.is(resumed.code, 0, resumed.output)
  t.is(await readFile(policyFile, 'utf8'), OWN)
})

for (const signal of ['INT', 'TERM']) {
  test(`a question that ${signal} ends leaves the policy as it is and keeps the draft`, async (t) => {
    const { edit, policyFile, draft } = await home(t, HARDEN)
    const { code, output, acted } = await edit(signal, 'discard: ')
    t.true(acted)
    t.is(code, 2, output)
    t.is(await readFile(policyFile, 'utf8'), OWN)
    t.true((await readFile(draft, 'utf8')).includes('archived'))
  })
}

test('Ctrl-C in an editor that does not catch it keeps what was written', async (t) => {
  const { edit, policyFile, draft } = await home(t, `${HARDEN}\necho opened\nsleep 50`)
  const { code, output } = await edit('INT', 'opened')
  t.is(code, 2, output)
  t.is(await readFile(policyFile, 'utf8'), OWN)
  t.true((await readFile(draft, 'utf8')).includes('archived'))
})

test('an editor that forks is waited for', async (t) => {
  const { edit, policyFile } = await home(t, 'exit 0')
  const { code, output, acted } = await edit('', 'press Enter')
  t.true(acted)
  t.is(code, 0, output)
  t.is(await readFile(policyFile, 'utf8'), OWN)
})
