/** The canary with real pips: guarded, bare, under each preset, and where nothing can be judged. */
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { runCanary, type CanaryVerdict, type PipCommand } from '../../../src/guard/index.ts'
import { installedIn, isAlive, type ScratchHome } from '../../e2e/harness/index.ts'
import { setStage, type Stage } from '../stage.ts'

const now = (): number => Math.floor(Date.now() / 1000)

async function canary(
  { home, venv, daemon }: Stage,
  command: PipCommand,
  extra: Readonly<Record<string, string>> = {},
): Promise<CanaryVerdict> {
  return await runCanary(command, { env: home.env(venv, extra), daemon, temporary: home.work, now })
}

const policyOf = (preset: string, more = ''): string =>
  `apiVersion: trustctl/v1\nkind: Policy\nmetadata: { name: mine, version: 1 }\nextends: [preset:${preset}]\n${more}`

const withPolicy =
  (text: string) =>
  async (home: ScratchHome): Promise<void> =>
    await home.writePolicy(text)

for (const [name, text] of [
  ['permissive', policyOf('permissive')],
  ['strict', policyOf('strict')],
  ['one that denies whatever is not listed', policyOf('ci', 'floor: [{ deny: "nothing at all" }]\n')],
] as const) {
  test.serial(`a guarded pip is covered under ${name}, and nothing is left behind`, async (t) => {
    const stage = await setStage(t, withPolicy(text))
    const verdict = await canary(stage, [stage.shim], { PIP_TRUST_CONTEXT: 'ci' })
    t.is(verdict.kind, 'covered', JSON.stringify(verdict))
    t.deepEqual(await installedIn(stage.venv), [])
    t.deepEqual(await readdir(stage.home.work), [])
  })
}

test.serial('a bare pip is not covered', async (t) => {
  const stage = await setStage(t)
  const verdict = await canary(stage, [stage.venv.python, '-m', 'pip'])
  t.like(verdict, { kind: 'not-covered', codes: [], gotThrough: ['other-attestation'] })
})

/** A program in the place of a pip. */
async function program({ home }: Stage, script: string): Promise<PipCommand> {
  const path = join(home.root, 'pip')
  await writeFile(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  return [path]
}

test.serial('what is no pip proves nothing, and nobody waits for it', async (t) => {
  const stage = await setStage(t)
  const pidFile = join(stage.home.root, 'pid')
  const programs: readonly PipCommand[] = [
    [join(stage.home.root, 'no-such-pip')],
    await program(stage, 'echo "ERROR: no network"; exit 1'),
  ]
  for (const command of programs) t.is((await canary(stage, command)).kind, 'unknown')
  const hanging = await program(stage, `sleep 600 & echo $! >"${pidFile}"; wait`)
  const env = stage.home.env(stage.venv)
  const { daemon, home } = stage
  const verdict = await runCanary(hanging, { env, daemon, temporary: home.work, now, limitMs: 1500 })
  t.is(verdict.kind, 'unknown')
  t.false(isAlive(Number(await readFile(pidFile, 'utf8'))), 'what it started is ended too')
  t.deepEqual(await readdir(home.work), [])
})

test.serial('a configuration that names other sources, logs and hashes does not come into it', async (t) => {
  const stage = await setStage(t)
  const folder = join(stage.home.root, 'home', '.config', 'pip')
  await mkdir(folder, { recursive: true })
  const log = join(stage.home.root, 'pip.log')
  const text = `[global]\nextra-index-url = https://packages.example/simple\nno-index = true\nlog = ${log}\nfind-links = https://packages.example/links\nrequire-hashes = true\n`
  await writeFile(join(folder, 'pip.conf'), text)
  const extra = { NO_PROXY: 'localhost,127.0.0.1,::1', PIP_TARGET: join(stage.home.root, 'target') }
  t.is((await canary(stage, [stage.shim], extra)).kind, 'covered')
  t.false(existsSync(log))
  t.false(existsSync(extra.PIP_TARGET))
})

test.serial('where no policy can be used, the canary is refused as everything is', async (t) => {
  const stage = await setStage(t, withPolicy('kind: Nonsense\n'))
  const verdict = await canary(stage, [stage.shim])
  t.is(verdict.kind, 'refuses-everything', JSON.stringify(verdict))
  t.true(verdict.codes.length > 0)
})
