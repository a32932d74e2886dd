/** The canary with real pips: guarded, bare, under each preset, and where nothing can be judged. */
import { readdir } from 'node:fs/promises'
import test from 'ava'
import { runCanary, type CanaryVerdict, type PipCommand } from '../../../src/guard/index.ts'
import { installedIn, type ScratchHome } from '../../e2e/harness/index.ts'
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
    t.log(JSON.stringify(verdict))
    t.deepEqual(await installedIn(stage.venv), [])
    t.deepEqual(await readdir(stage.home.work), [])
  })
}

test.serial('a bare pip is not covered', async (t) => {
  const stage = await setStage(t)
  const verdict = await canary(stage, [stage.venv.python, '-m', 'pip'])
  t.like(verdict, { kind: 'not-covered', codes: [], gotThrough: ['other-attestation'] })
})
