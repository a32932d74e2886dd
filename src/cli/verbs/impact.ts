import { parseSha256 } from '../../encoding/index.ts'
import { parseTarget } from '../../exceptions/index.ts'
import { matchingArtifacts, type Affected, type Wanted } from '../../report/index.ts'
import { isReasonCode, painter, safeText, sheet, timeText, type SheetRow } from '../../verdict/index.ts'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'
import { sourcesOf } from '../configured.ts'
import { withDaemon } from '../daemon.ts'
import { EXIT } from '../exit-code.ts'
import { once, withJson } from '../options.ts'
import { parsePeriod } from '../period.ts'
import { printResult } from '../print-result.ts'
import { decisionPages } from '../record-pages.ts'
import type { Verb } from '../verb.ts'

/** `trustctl impact` */
export const impact: Verb<{ json: boolean; what: string; since: string }> = {
  manual: {
    synopsis: 'WHAT [--since 400d] [--json]',
    description: [
      'Finds what this machine let pass that matches WHAT: a project or release (flask, flask==3.1.2), a file by its sha256, a publisher (pallets/flask, or an address), a key that signed (key:FINGERPRINT, in full; key:revoked for every key that followed directories revoked), an exception (EX-14), or a reason code that was warned of (TC2103). For when one of them turns out to be bad. Nothing found: 3.',
    ],
    json: [
      '{ wanted: { by, … }, days, artifacts: [{ what, project, version, sha256, decision, code, ref, exception, publishers,',
      '  firstAt, lastAt, decisions }] }',
    ],
    exitCodes: [0, 1, 2, 3],
    examples: [
      { command: 'trustctl impact flask==3.1.2', does: 'was this release used here?' },
      { command: 'trustctl impact key:FINGERPRINT', does: 'what did this key sign?' },
      { command: 'trustctl impact pallets/flask', does: 'what did this publisher attest?' },
    ],
    files: [
      { path: '~/.local/state/pip-trust/store.sqlite', what: 'where decisions are kept, for 400 days' },
    ],
    seeAlso: ['trustctl report', 'trustctl why'],
  },
  options: (parser) =>
    withJson(parser)
      .positional('what', { type: 'string', demandOption: true, describe: 'what turned out to be bad' })
      .option('since', {
        type: 'string',
        requiresArg: true,
        default: '400d',
        coerce: (value: unknown) => once('since')(value) ?? '400d',
        describe: 'how far back: days or weeks',
      }),
  run: async ({ json, what, since }, cli) => {
    const wanted = what === 'key:revoked' ? await revokedKeys(cli) : wantedBy(what)
    const days = parsePeriod(since)
    const artifacts = await withDaemon(cli, async (daemon) => {
      const matching = matchingArtifacts(wanted)
      for await (const records of decisionPages(daemon, { days, what: 'looking through decisions' }, cli))
        matching.add(records)
      return matching.result()
    })
    printResult(cli, json, {
      json: { wanted, days, artifacts },
      text: () =>
        artifacts.length === 0
          ? [`nothing that matches \`${safeText(what)}\` was let pass in the last ${days} days`]
          : artifacts.flatMap((artifact) => affectedLines(artifact, cli)),
    })
    return artifacts.length === 0 ? EXIT.nothingChecked : EXIT.ok
  },
}

/** Every key that somebody who may say so has revoked. */
async function revokedKeys(cli: Cli): Promise<Wanted> {
  const { trust } = await sourcesOf(cli).loadTrust()
  const revoked = trust.standings.filter(({ ended }) => ended !== null)
  return { by: 'key', fingerprints: [...new Set(revoked.map(({ fingerprint }) => fingerprint))] }
}

function wantedBy(what: string): Wanted {
  const sha256 = parseSha256(what.replace(/^sha256:/, ''))
  if (sha256 !== null) return { by: 'digest', sha256 }
  const key = /^key:([0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})$/.exec(what)?.[1]
  if (key !== undefined) return { by: 'key', fingerprints: [key.toUpperCase()] }
  if (what.startsWith('key:')) throw noFingerprint(what)
  if (isReasonCode(what)) return { by: 'code', code: what }
  if (/^EX-\d+$/.test(what)) return { by: 'exception', id: what }
  if (/^[^\s/@]+\/\S+$|^[^\s@]+@[^\s@]+$/.test(what)) return { by: 'publisher', publisher: what }
  const target = parseTarget(what)
  if (target?.kind === 'project') return { by: 'project', project: target.project, version: target.version }
  throw new CliError('usage', {
    message: `\`${what}\` is nothing that can be looked for: expected a project, a release, a sha256, a publisher, a key (key:FINGERPRINT), an exception or a reason code`,
    hint: 'trustctl impact flask==3.1.2',
  })
}

function noFingerprint(what: string): CliError {
  return new CliError('usage', {
    message: `\`${what}\` names no key: expected its fingerprint in full, of 40 or 64 hex digits, or key:revoked`,
    hint: 'trustctl directory status --json shows those of followed directories; trustctl keys list, your own',
  })
}

function affectedLines(artifact: Affected, cli: Cli): readonly string[] {
  const { what, sha256, decision, code, ref, exception, publishers, firstAt, lastAt, decisions } = artifact
  const paint = painter(cli.colour)
  const times =
    decisions === 1 ? timeText(lastAt) : `${decisions} times, ${timeText(firstAt)} to ${timeText(lastAt)}`
  const rows: readonly SheetRow[] = [
    ['passed', times],
    ...(sha256 === null ? [] : [['sha256', sha256] as const]),
    ...(decision === 'warn' ? [['warned', `${code}: trustctl why ${ref}`] as const] : []),
    ...(exception === null ? [] : [['exception', safeText(exception)] as const]),
    ...publishers.map((publisher) => ['publisher', publisher] as const),
  ]
  return [paint('strong', safeText(what)), ...sheet(rows, 2, cli.width)]
}
