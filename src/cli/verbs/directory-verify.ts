import { verifyDirectory, type DirectoryReport } from '../../publish/directory/index.ts'
import { safeText, sheet } from '../../verdict/index.ts'
import type { Cli } from '../cli.ts'
import {
  draftedFileLines,
  folderOf,
  signingLines,
  withDirectory,
  type DirectoryOption,
} from '../directory/index.ts'
import { EXIT } from '../exit-code.ts'
import { withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'

/** `trustctl directory verify` */
export const directoryVerify: Verb<DirectoryOption & { json: boolean }> = {
  manual: {
    synopsis: '[--directory DIR] [--json]',
    description: [
      'Checks a key directory as a follower would, from its first root on, and shows who keeps it, what it says, what is drafted and who is still to sign. The introduction is the code by which followers join.',
    ],
    json: [
      '{ introduction, roles: [{ role, version, expires }], thresholds, people, policies: [PATH], keys: [{ fingerprint, kind, holder, state }], keyrings,',
      '  revocations: [{ path, fingerprint, kind, reason, by }], drafted: [{ role, added: [PATH], changed, removed }], signing: [SIGNING] }',
    ],
    exitCodes: [0, 1, 2, 21],
    examples: [
      { command: 'trustctl directory verify --directory keys', does: 'is it whole, and what is its code?' },
    ],
    files: [],
    seeAlso: ['trustctl directory join', 'trustctl directory sign'],
  },
  options: (parser) => withDirectory(withJson(parser)),
  run: async (options, cli) => {
    const report = await verifyDirectory(folderOf(cli, options), cli.now())
    printResult(cli, options.json, { json: jsonOf(report), text: () => linesOf(report, cli) })
    return EXIT.ok
  },
}

function jsonOf({ content, ...report }: DirectoryReport): object {
  return {
    ...report,
    keys: content.keys.map(({ record: { fingerprint, kind, holder, state } }) => ({
      fingerprint,
      kind,
      holder,
      state,
    })),
    keyrings: content.keyringFiles,
    revocations: content.revocations.map(({ path, revocation: { fingerprint, kind, reason, by } }) => ({
      path,
      fingerprint,
      kind,
      reason,
      by,
    })),
  }
}

function linesOf(
  { introduction, roles, thresholds, people, content, policies, drafted, signing }: DirectoryReport,
  { width }: Cli,
) {
  const { keys, keyringFiles, revocations } = content
  return [
    introduction === null ? 'not published yet' : `introduction  ${introduction}`,
    ...sheet(
      [
        ...roles.map(({ role, version, expires }) => [role, `version ${version}, until ${expires}`] as const),
        [
          'sign',
          `root ${thresholds.root}, keys ${thresholds.keys}, policy ${thresholds.policy}, revocations 1`,
        ],
        ...people.map(
          ({ name, contact, roles: has }) =>
            [name, `${safeText(contact)}: ${has.join(', ') || 'nothing any more'}`] as const,
        ),
        ...keyringFiles.map(({ name, people: of }) => ['keyring', `${name}: ${of.join(', ')}`] as const),
        ...policies.map((path) => ['policy', safeText(path)] as const),
        ...keys.map(
          ({ record }) =>
            ['key', `${record.fingerprint} ${record.kind} of ${record.holder}, ${record.state}`] as const,
        ),
        ...revocations.map(
          ({ path, revocation }) =>
            [
              'revoked',
              `${revocation.fingerprint} ${revocation.reason} by ${revocation.by} (${path})`,
            ] as const,
        ),
      ],
      2,
      width,
    ),
    ...(drafted.length === 0 ? [] : ['drafted', ...draftedFileLines(drafted)]),
    ...signingLines(signing),
  ]
}
