import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { parse } from '../../src/cli/program.ts'
import { VERBS } from '../../src/cli/verbs.ts'
import type { Mount } from '../../src/cli/verb.ts'
import { bypassReason } from '../../src/policy/evaluate/bypass.ts'
import { helped } from '../../src/policy/evaluate/fixes.ts'
import { subjectOf } from '../../src/policy/evaluate/subject.ts'
import { isReasonCode, loadReasonPages, REASONS, type ReasonCode } from '../../src/verdict/index.ts'
import { inheritedEnvironment, runCommand } from '../e2e/harness/index.ts'
import { FACTS, known, NOW, policyOf, question, type ArtifactChanges } from '../policy/world.ts'
import { LIB } from './trustctl.ts'

const POLICY = policyOf('extends: [preset:balanced]\n')
const CODES = Object.keys(REASONS).filter(isReasonCode)

/** What refusals can be about. */
const ARTIFACTS: readonly ArtifactChanges[] = [
  {},
  { kind: 'sdist' },
  { kind: 'sdist', channel: 'direct-url' },
  { kind: 'vcs', channel: 'vcs' },
  { kind: 'directory', channel: 'directory', project: null },
]

/** Every text that a refusal with this code may offer, of whatever artifact. */
function fixesOf(code: ReasonCode): readonly string[] {
  const reason = { code, subject: 'x', expected: 'x', found: 'x', fix: [] }
  const part = {
    effect: 'block',
    reasons: [{ ...reason, effect: 'block' }],
    message: null,
    rule: 'r',
    at: null,
    exception: null,
  } as const
  const facts = [known(FACTS['lost']), known(FACTS['unpublished'])]
  return ARTIFACTS.flatMap((changes) => {
    const subject = subjectOf(question(facts, changes), POLICY, NOW)
    return [true, false].flatMap((ofRule) => helped({ ...part, ofRule }, subject).flatMap(({ fix }) => fix))
  })
}

/** The commands in a text for people: each begins with its program, and ends where the sentence goes on. */
function commandsIn(text: string): readonly string[] {
  return text.split(/[;`]|, | \(|&&|\| |: (?=trustctl |pip )/).flatMap((piece) => {
    const [command] = /^\s*(?:or: )?((?:trustctl|pip) [a-z].*)$/.exec(piece)?.slice(1) ?? []
    return command === undefined ? [] : [command.replace(/\.$/, '').trim()]
  })
}

/** As a shell splits it; nothing in a hint needs more than double quotes. */
function wordsOf(command: string): readonly string[] {
  return [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
}

const PRINTER = { version: '', width: 100, print: () => undefined }

/** Null where trustctl takes the command; else what it says. */
async function complaint(command: string): Promise<string | null> {
  try {
    return (await parse(wordsOf(command).slice(1), PRINTER)) === null && !command.includes('--help')
      ? 'no verb'
      : null
  } catch (error) {
    return error instanceof Error ? error.message : 'unknown'
  }
}

/** What the pip of this machine says of each verb; empty where it doesn't have it. */
async function pipHelps(verbs: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
  const helps = new Map<string, string>()
  for (const verb of verbs) {
    const args = ['-m', 'pip', verb, '--help']
    const { code, stdout } = await runCommand('python3', args, { env: inheritedEnvironment(), cwd: '/' })
    helps.set(verb, code === 0 ? stdout : '')
  }
  return helps
}

test('commands are found in the sentences around them', (t) => {
  t.deepEqual(commandsIn('get the newest key: trustctl keys import --keyring NAME FILE'), [
    'trustctl keys import --keyring NAME FILE',
  ])
  t.deepEqual(commandsIn('trustctl status, which names the trust roots; ask'), ['trustctl status'])
  t.deepEqual(commandsIn('Pin it: `pip install -r FILE`. Or: `trustctl why NAME`.'), [
    'pip install -r FILE',
    'trustctl why NAME',
  ])
  t.deepEqual(commandsIn('ask the project'), [])
})

test('the parser tells a command that there is from one that there is not', async (t) => {
  t.is(await complaint('trustctl why TC2103-7f3a'), null)
  for (const wrong of [
    'trustctl exceptions request flask',
    'trustctl exception request',
    'trustctl why --all',
    'trustctl keys import FILE --ring NAME',
    'trustctl bypass --for',
  ])
    t.is(typeof (await complaint(wrong)), 'string', wrong)
})

test('every trustctl command that a refusal offers is one', async (t) => {
  const texts = new Set([
    ...CODES.flatMap(fixesOf),
    ...bypassReason({ reason: 'x', by: 'x', from: 0, until: 1 }).fix,
  ])
  const commands = [...texts].flatMap(commandsIn).filter((command) => command.startsWith('trustctl '))
  t.true(commands.length >= 10)
  for (const command of commands) t.is(await complaint(command), null, command)
})

test('every command of the pages about reasons is one', async (t) => {
  const { REASON_PAGES: pages } = await loadReasonPages()
  const texts = CODES.flatMap((code) => [...pages[code].causes, ...pages[code].remedies])
  const commands = new Set(texts.flatMap(commandsIn).filter((command) => command.startsWith('trustctl ')))
  t.true(commands.size >= 5)
  for (const command of commands) t.is(await complaint(command), null, command)
})

test('every pip command that a refusal or a page offers is one that pip has', async (t) => {
  const { REASON_PAGES: pages } = await loadReasonPages()
  const texts = CODES.flatMap((code) => [...fixesOf(code), ...pages[code].remedies, ...pages[code].causes])
  const commands = new Set(texts.flatMap(commandsIn).filter((command) => command.startsWith('pip ')))
  t.true(commands.size >= 5)
  const verbs = new Set([...commands].map((command) => wordsOf(command)[1] ?? ''))
  const helps = await pipHelps(verbs)
  for (const command of commands) {
    const [verb = '', ...args] = wordsOf(command).slice(1)
    const help = helps.get(verb) ?? ''
    t.true(help.includes(`pip ${verb} `), command)
    if (verb === 'cache') t.true(help.includes(` ${args[0] ?? ''} `), command)
    for (const option of args.filter((arg) => arg.startsWith('-')))
      t.regex(help, new RegExp(`(?<![\\w-])${option.split('=')[0]}(?![\\w-])`), command)
  }
})

test('every verb that trustctl, the shim or a manual names is one', (t) => {
  const names = new Set(namesOf(VERBS))
  const sources = ['src', 'shim'].flatMap((folder) =>
    readdirSync(join(LIB, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(LIB, folder, name)),
  )
  const unknown = sources.flatMap((file) => {
    const named = [...readFileSync(file, 'utf8').matchAll(/['`"]trustctl ((?:[a-z]+ ?)+)/g)]
    return named
      .map(([, words = '']) => words.trim().split(' '))
      .filter((words) => !names.has(words[0] ?? '') && !names.has(words.slice(0, 2).join(' ')))
      .map((words) => `${file}: trustctl ${words.join(' ')}`)
  })
  t.deepEqual(unknown, [])
})

function namesOf(mounts: readonly Mount[]): readonly string[] {
  return mounts.flatMap(({ name, below }) => [name, ...namesOf(below)])
}
