import { mkdir, readFile, writeFile } from 'node:fs/promises'
import type { ExecutionContext } from 'ava'
import type { Terminal } from '../../src/cli/terminal.ts'
import { scratch, type Scratch } from './trustctl.ts'

const HEADER = 'apiVersion: trustctl/v1\nkind: Policy\nmetadata: { name: mine, version: 3 } # ours\n'
export const OWN = `${HEADER}requirements:
  q: { attestation: {} }
rules:
  - { id: rest, match: { project: ["*"] }, require: [q], onMissing: warn }
`
export const HARDER = OWN.replace('onMissing: warn', 'onMissing: block')

export async function withPolicy(
  t: ExecutionContext,
  text = OWN,
  changes: Parameters<typeof scratch>[1] = {},
): Promise<Scratch> {
  const made = await scratch(t, changes)
  const { config, policyFile } = made.cli.paths
  await mkdir(config, { recursive: true, mode: 0o700 })
  await writeFile(policyFile, text, { mode: 0o600 })
  return made
}

export function installed({ cli }: Scratch): Promise<string> {
  return readFile(cli.paths.policyFile, 'utf8')
}

export async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield* [Buffer.from(text)]
}

/** A person: what each editor makes of the draft, and what is typed. */
export function person(
  edits: readonly ((file: string) => Promise<unknown> | string)[],
  answers: readonly (string | null)[] = [],
): Terminal & { readonly asked: readonly string[] } {
  const [queue, replies] = [[...edits], [...answers]]
  const asked: string[] = []
  return {
    asked,
    ask: async (question) => {
      asked.push(question)
      return replies.shift() ?? null
    },
    askSecret: () => Promise.reject(new Error('no passphrase is asked')),
    run: async (_program, args) => {
      const file = args.at(-1) ?? ''
      const edited = await queue.shift()?.(file)
      if (typeof edited === 'string') await writeFile(file, edited)
      return { code: 0, signal: null }
    },
  }
}

const ENV = (t: Scratch) => ({ ...t.cli.env, EDITOR: 'vi' })

export async function atTerminal(t: ExecutionContext, terminal: Terminal, text = OWN): Promise<Scratch> {
  const made = await withPolicy(t, text, { terminal })
  Object.assign(made.cli.env, ENV(made))
  return made
}
