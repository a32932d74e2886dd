import { join } from 'node:path'
import { painter, safeText, sheet, timeText, type SheetRow } from '../../verdict/index.ts'
import type { Cli } from '../cli.ts'
import { counted } from '../counted.ts'
import type { State } from './state.ts'

const WIDEST = 200

/** The state for a terminal. */
export function stateLines(state: State, cli: Cli): readonly string[] {
  const rows: readonly SheetRow[] = [
    ...bypassRows(state),
    ['enforcement', enforcementText(state)],
    ...helpRows(state, cli),
    ['policy', policyText(state)],
    ...layerRows(state),
    ...(state.policy.refused === null ? [] : [['refused', refusedText(state)] as const]),
    ['daemon', daemonText(state)],
    ['interceptor', state.interceptor.running ? 'runs' : 'sleeps; the next guarded pip starts it'],
    ...protectionRows(state),
    ['keyrings', listed(state.keyrings.map(({ name, keys }) => `${name} (${counted(keys, 'key')})`))],
    ...(state.sources.length === 0 ? [['sources', 'none'] as const] : state.sources.map(sourceRow)),
    ['trust roots', listed(state.trustRoots.map(rootText))],
    ...state.notices.map((notice) => ['notice', safeText(notice)] as const),
    ['config', state.paths.config],
    ['state', state.paths.state],
  ]
  const [first = '', ...rest] = sheet(rows, 0, Math.min(cli.width, WIDEST))
  return [painter(cli.colour)(toneOf(state), first), ...rest]
}

function toneOf({ bypass, enforcement }: State): 'good' | 'caution' | 'bad' {
  if (bypass !== null) return 'bad'
  return enforcement.state === 'on' ? 'good' : 'caution'
}

/** First, so that nobody overlooks it. */
function bypassRows({ bypass }: State): readonly SheetRow[] {
  if (bypass === null) return []
  const { by, reason, until } = bypass
  const what = `IN FORCE until ${timeText(until)}: what the policy refuses is only warned about`
  return [
    ['BYPASS', what],
    ['', `${safeText(by)}: ${safeText(reason)}`],
    ['', 'end it:  trustctl bypass --end'],
  ]
}

/** One layer is the policy itself; of several each has its line. */
function layerRows({ policy: { layers } }: State): readonly SheetRow[] {
  if (layers.length < 2) return []
  return layers.map(({ layer, name, version, mode, file }, nth) => {
    const what = name === null ? "can't be used" : `${safeText(name)} v${version}, ${mode ?? ''}`
    return [nth === 0 ? 'layers' : '', `${layer}: ${what} (${file ?? 'the default'})`]
  })
}

function enforcementText({ enforcement: { state, pip } }: State): string {
  const found = pip ?? 'none'
  switch (state) {
    case 'on':
      return `on: \`pip\` here is ${found}`
    case 'warns':
      return `warns only, as the policy says: \`pip\` here is ${found}`
    case 'shadowed':
      return `not proven: PATH finds ${found} before the shims; only the functions of \`trustctl shellenv\` would help`
    case 'off':
      return `off: PATH finds ${found}, not the shims`
  }
}

function helpRows({ enforcement: { state } }: State, { bin }: Cli): readonly SheetRow[] {
  if (state === 'on' || state === 'warns') return []
  const trustctl = bin === null ? 'trustctl' : `'${join(bin, 'trustctl').replaceAll("'", `'\\''`)}'`
  return [['', `guard this shell:  eval "$(${trustctl} shellenv)"`]]
}

/** Nothing where nothing is protected. What is broken is said first: pips fail by it. */
function protectionRows({ protection: { guard, pipConf, pythons } }: State): readonly SheetRow[] {
  const broken = pythons.filter(({ inForce }) => !inForce)
  return [
    ...(guard === null
      ? []
      : [
          ['guard', guardText(guard)] as const,
          ...(pipConf === null ? [] : [['', pipConfText(pipConf)] as const]),
        ]),
    ...(pythons.length === 0 ? [] : [['protected', listed(pythons.map(({ folder }) => folder))] as const]),
    ...broken.map(({ folder }) => ['', `the witness is gone from ${safeText(folder)}`] as const),
  ]
}

function guardText({ serving, problem, port, usedBy }: NonNullable<State['protection']['guard']>): string {
  const whom = port === null ? 'anybody' : `${listed(usedBy)}, at 127.0.0.1:${port}`
  return serving
    ? `serves ${whom}`
    : `does not serve ${whom}: ${safeText(problem ?? '')}; start it: trustctl up`
}

function pipConfText({ path, state }: NonNullable<State['protection']['pipConf']>): string {
  const words = { 'in-force': 'in force', edited: 'written by somebody since', missing: 'gone' }[state]
  return `${safeText(path)}: ${words}${state === 'in-force' ? '' : '; again: trustctl protect user'}`
}

function policyText({ policy: { name, version, file, digest, layers } }: State): string {
  if (name === null || digest === null) return `${file ?? 'a layer'} can't be used: everything is refused`
  const where =
    layers.length > 1 ? `${layers.length} layers` : (layers[0]?.file ?? 'the default; no file of yours')
  return `${safeText(name)} v${version} (${where}), sha256 ${digest.slice(0, 12)}…`
}

function refusedText({ policy: { refused }, daemon }: State): string {
  const instead =
    daemon === null ? '' : `; ${safeText(daemon.inForce.name)} v${daemon.inForce.version} is in force`
  return `${safeText(refused ?? '')}${instead}; see: trustctl policy check`
}

function daemonText({ daemon }: State): string {
  if (daemon === null) return 'sleeps; the next guarded pip starts it'
  const { version, pid, startedAt, counts } = daemon
  const kept = `${counted(counts.facts, 'fact')}, ${counted(counts.decisions, 'decision')}, ${counted(counts.sessions, 'session')}`
  return `runs: version ${safeText(version)}, pid ${pid}, since ${timeText(startedAt)}; ${kept}`
}

function rootText({ name, digest, refreshedAt }: State['trustRoots'][number]): string {
  const since = refreshedAt === null ? '' : `, refreshed ${timeText(refreshedAt)}`
  return `${name} (sha256 ${digest.slice(0, 12)}…${since})`
}

function sourceRow(where: string, nth: number): SheetRow {
  return [nth === 0 ? 'sources' : '', safeText(where)]
}

function listed(items: readonly string[]): string {
  return items.length === 0 ? 'none' : items.map((item) => safeText(item)).join(', ')
}
