import { mkdir, readFile, writeFile } from 'node:fs/promises'
import type { ExecutionContext } from 'ava'
import type { Cli } from '../../src/cli/cli.ts'
import { configuredPolicy } from '../../src/cli/configured.ts'
import type { DecisionRecord, Request } from '../../src/protocol/index.ts'
import { decided, type Decided } from '../exceptions/decided.ts'
import { NOW, policyOf } from '../policy/world.ts'
import { fakeDaemon, historyOf, type Planted } from './fake-daemon.ts'
import { scratch, type Scratch } from './trustctl.ts'

export const HEADER = 'apiVersion: trustctl/v1\nkind: Policy\nmetadata: { name: mine, version: 3 }\n'
export const BODY = [
  '# what we ask for',
  'requirements: { r: { attestation: {} } }',
  'rules:',
  '  - { id: all, match: { project: ["*"] }, require: [r], onMissing: block } # everything',
  'limits: { exceptionMaxDays: 60 }',
  '',
].join('\n')
export const POLICY = policyOf(BODY)

/** A scratch home, what its daemon was asked, the policy as it is on the disk, and the history, oldest first. */
export interface Opened extends Scratch {
  readonly asked: readonly Request[]
  readonly policy: () => Promise<string>
  readonly events: () => readonly object[]
}

interface Opening {
  /** Null: no policy file. */
  readonly text?: string | null
  readonly planted?: Planted
  readonly cli?: Partial<Cli>
}

/** A scratch home with a policy, and a daemon that recorded these decisions and loads the file as it is. */
export async function opened(
  t: ExecutionContext,
  decisions: readonly DecisionRecord[],
  { text = HEADER + BODY, planted = {}, cli = {} }: Opening = {},
): Promise<Opened> {
  const scratched = await scratch(t, { now: () => NOW, ...cli })
  const { config, policyFile, daemonSocket } = scratched.cli.paths
  await mkdir(config, { recursive: true, mode: 0o700 })
  if (text !== null) await writeFile(policyFile, text, { mode: 0o600 })
  const plan: Planted = {
    decisions,
    why: decisions,
    reload: async () => {
      const found = await configuredPolicy(scratched.cli)
      return found.ok ? { digest: found.policy.digest } : { refused: 'it does not parse' }
    },
    ...planted,
  }
  const asked = await fakeDaemon(t, daemonSocket, plan)
  return {
    ...scratched,
    asked,
    policy: () => readFile(policyFile, 'utf8'),
    events: () =>
      historyOf(plan, asked)
        .toReversed()
        .map(({ event }) => event),
  }
}

/** A decision of `POLICY`: a refusal, where nothing else is said. */
export const refused = (changes: Decided = {}): DecisionRecord => decided(POLICY, changes)
