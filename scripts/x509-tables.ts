/**
 * `node scripts/x509-tables.ts [--pip 'pip3 --isolated']`: writes docs/reference/x509.md: what we say beside what x509-limbo,
 * PKITS, Wycheproof and `openssl cms -verify` say. PKITS is fetched with pip into a temporary folder and stays there for as long as it is
 * read. Exit code 1 where a bad chain or signature was accepted, or a difference has no reason.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { judgeLimbo, limboCases, notShared, NOT_SHARED } from '../test/conformance/limbo-cases.ts'
import { FOLDER as WYCHEPROOF, judge, PRIMITIVES } from '../test/conformance/wycheproof-cases.ts'
import { cmsCases, type CmsCase } from '../test/verify/x509/cms-cases.ts'
import { ourVerdict } from '../test/verify/x509/our-verdict.ts'
import { opensslVerdict, opensslVersion } from '../test/verify/x509/openssl.ts'
import { judgePkits } from './x509-pkits.ts'
import { LIMBO_REASONS, PKITS_REASONS, reasonFor, type Reasons } from './x509-reasons.ts'
import { INTRODUCTION } from './x509-introduction.ts'

const FILE = join(import.meta.dirname, '..', 'docs', 'reference', 'x509.md')
const { values } = parseArgs({ options: { pip: { type: 'string', default: 'pip' } } })
const problems: string[] = []

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|')
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

function limboPart(): string {
  const cases = limboCases() ?? []
  if (cases.length === 0) problems.push('the vectors of x509-limbo are not there')
  const judged = cases
    .filter((each) => notShared(each) === null)
    .map((each) => ({ ...each, ...judgeLimbo(each) }))
  const accepted = judged.filter(({ code, expected_result: wanted }) => code === 'ok' && wanted === 'FAILURE')
  const needless = judged.filter(({ code, expected_result: wanted }) => code !== 'ok' && wanted === 'SUCCESS')
  problems.push(...accepted.map(({ id }) => `limbo: ${id} was accepted`))
  const rows = needless.map(({ id, code }) => [id, code, explain('limbo', id, LIMBO_REASONS)])
  const excluded = [...NOT_SHARED].map(([start, why]) => {
    const count = cases.filter(({ id }) => id.startsWith(start)).length
    return [`\`${start}\``, `${count}`, why]
  })
  return [
    '## x509-limbo',
    `${cases.length} cases; ${judged.length} of them are about what a verifier of code signatures shares. Those are judged as a signer’s path is, with the case’s purpose (serverAuth or clientAuth) in the place of codeSigning, its time, its lists and its depth. ${judged.length - accepted.length - needless.length} of ${judged.length} come out as the suite says, **${accepted.length} bad chains are accepted**, and ${needless.length} are refused needlessly:`,
    table(['refused needlessly', 'code', 'why'], rows),
    'Not shared, and not counted:',
    table(['ids', 'cases', 'why not'], excluded),
  ].join('\n\n')
}

function wycheproofPart(): string {
  if (WYCHEPROOF === null) problems.push('the vectors of Wycheproof are not there')
  const rows = PRIMITIVES.map(([title, name, verify]) => {
    const judged = WYCHEPROOF === null ? [] : judge(name, verify)
    const count = (result: string, found: boolean): number =>
      judged.filter((each) => each.result === result && each.found === found).length
    if (count('invalid', true) > 0) problems.push(`Wycheproof: ${title} accepts a bad signature`)
    const counts = [
      count('valid', true),
      count('invalid', true),
      count('valid', false),
      count('acceptable', false),
    ]
    return [title, `${judged.length}`, ...counts.map(String)]
  })
  return [
    '## Wycheproof',
    'Each primitive that a verification uses, on the suite of its algorithm. What the suite calls acceptable are RSA signatures whose DigestInfo lacks its NULL: refused, since no signer has left it out for decades (RFC 8017 §A.2.4), and one form is enough.',
    table(
      ['primitive', 'vectors', 'good accepted', '**bad accepted**', 'good refused', 'acceptable refused'],
      rows,
    ),
  ].join('\n\n')
}

function pkitsPart(): string {
  const judged = judgePkits(values.pip.split(' '))
  const decided = judged.filter(({ expected }) => expected !== null)
  const accepted = decided.filter(({ code, expected }) => code === 'ok' && expected === false)
  const needless = decided.filter(({ code, expected }) => code !== 'ok' && expected === true)
  problems.push(...accepted.map(({ name }) => `PKITS: ${name} was accepted`))
  const byReason = Map.groupBy(needless, ({ name }) => explain('PKITS', name, PKITS_REASONS))
  const rows = [...byReason].map(([why, cases]) => [
    why,
    `${cases.length}`,
    cases.map(({ name }) => name).join(', '),
  ])
  return [
    '## PKITS',
    `NIST’s suite, from \`cryptography_vectors\`: ${judged.length} end certificates, whose names say how ${decided.length} of them are to come out; the other ${judged.length - decided.length} depend on the policies that somebody asks for, and nobody asks for any here. Each is judged with all CAs of the suite as if they had come along, and with the lists of the CAs above it. PKITS has no purposes, so none is asked for. ${decided.length - accepted.length - needless.length} of ${decided.length} come out as the suite says, **${accepted.length} bad chains are accepted**, and ${needless.length} are refused needlessly:`,
    table(['why', 'cases', 'which'], rows),
  ].join('\n\n')
}

async function opensslPart(): Promise<string> {
  const version = opensslVersion()
  if (version === null) problems.push('openssl is not on this machine')
  const rows = await Promise.all(cmsCases().map(opensslRow))
  const differing = rows.filter(([, , , why]) => why !== '').length
  return [
    '## `openssl cms -verify` beside ours',
    `${rows.length} signatures made for it by test/verify/x509, judged by us and by ${version ?? 'OpenSSL'} with the same roots, lists and clock (\`-purpose any -crl_check_all\`). We differ on ${differing}:`,
    table(['signature', 'ours', 'OpenSSL', 'why we differ'], rows),
  ].join('\n\n')
}

async function opensslRow(each: CmsCase): Promise<readonly string[]> {
  const verdict = await ourVerdict(each)
  if (verdict !== each.expected) problems.push(`ours: ${each.name} gave ${verdict}`)
  const ours = verdict.split(' ').every((code) => code === 'ok')
  const theirs = opensslVerdict(each)
  const isSame = ours === theirs.ok
  if (isSame !== (each.differs === undefined)) problems.push(`openssl: the reason for ${each.name} is wrong`)
  const words = theirs.ok ? 'ok' : `refused${theirs.words === '' ? '' : `: ${theirs.words.trim()}`}`
  return [each.name, verdict, words, isSame ? '' : (each.differs ?? '')]
}

function explain(suite: string, name: string, reasons: Reasons): string {
  const found = reasonFor(name, reasons)
  if (found === null) problems.push(`${suite}: ${name} is refused without a reason`)
  return found ?? 'unexplained'
}

const text = [INTRODUCTION, limboPart(), pkitsPart(), wycheproofPart(), await opensslPart(), ''].join('\n\n')
writeFileSync(FILE, `${text.trimEnd()}\n`)
process.stdout.write(`${FILE}\n`)
for (const problem of problems) process.stderr.write(`${problem}\n`)
process.exitCode = problems.length > 0 ? 1 : 0
