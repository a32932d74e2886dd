import { parseSha256, type Sha256 } from '../../encoding/index.ts'
import type { LedgerEntry } from '../../publish/keys/index.ts'
import { safeText, timeText } from '../../verdict/index.ts'
import { CliError } from '../cli-error.ts'
import { EXIT } from '../exit-code.ts'
import { withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import { ledgerOf } from '../signing/index.ts'
import type { Verb } from '../verb.ts'

/** `trustctl keys ledger` */
export const keysLedger: Verb<{ json: boolean; sha256: string | undefined }> = {
  manual: {
    synopsis: '[--json] [SHA256]',
    description: [
      'Shows what was signed here, and checks that the ledger holds together: each entry names the one before it by its digest, and the ledger is not shorter than it was. With the sha256 of a file, or of a signature, only entries about that one: a signature that is seen somewhere and is not here was made by somebody else who has the key.',
      'Whoever can write to this account can make a ledger anew. Keep its last line elsewhere (a chat, a commit): what was there then must be there later.',
    ],
    json: [
      '{ file, entries: [{ seq, at, actor, key, holder, form, subject, signature, … }], head: { seq, sha256 }, broken }',
    ],
    exitCodes: [0, 1, 2, 3, 21],
    examples: [
      { command: 'trustctl keys ledger', does: 'what was signed, and whether nothing was changed' },
      {
        command: 'trustctl keys ledger "$(sha256sum FILE.asc | cut -c1-64)"',
        does: 'did we make this signature?',
      },
    ],
    files: [{ path: '~/.local/state/pip-trust/ledger/signatures.jsonl', what: 'one entry a line' }],
    seeAlso: ['trustctl sign', 'trustctl keys revoke'],
  },
  options: (parser) =>
    withJson(parser).positional('sha256', {
      type: 'string',
      describe: 'only what is about this file or signature',
    }),
  run: async ({ json, sha256 }, cli) => {
    const wanted = sha256 === undefined ? undefined : digestOf(sha256)
    const ledger = ledgerOf(cli)
    const { entries, head, broken, torn } = await ledger.read()
    const shown = entries.filter(
      ({ subject, signature }) => wanted === undefined || wanted === subject.sha256 || wanted === signature,
    )
    printResult(cli, json, {
      json: { file: ledger.file, entries: shown, head, broken },
      text: () => [
        ...(shown.length === 0
          ? [wanted === undefined ? 'nothing was signed' : 'nothing was signed with this digest']
          : shown.map(entryLine)),
        `${broken === null ? 'whole' : 'BROKEN'}  ${entries.length} entries, the last one ${head.sha256}`,
      ],
    })
    if (torn !== '')
      cli.complain('trustctl: the last line was being written when the machine went down; it gives way')
    if (broken !== null) cli.complain(`trustctl: the ledger was changed: ${broken}`)
    if (broken !== null) return EXIT.invalid
    return wanted !== undefined && shown.length === 0 ? EXIT.nothingChecked : EXIT.ok
  },
}

/** What is no digest is in no ledger, and that would sound like an answer. Throws `CliError` `usage`. */
function digestOf(text: string): Sha256 {
  const sha256 = parseSha256(text.toLowerCase())
  if (sha256 !== null) return sha256
  throw new CliError('usage', {
    message: `expected a sha256 of 64 hexadecimal digits and found \`${safeText(text.slice(0, 100))}\``,
    hint: 'trustctl keys ledger "$(sha256sum FILE | cut -c1-64)"',
  })
}

function entryLine({ seq, at, holder, key, form, subject }: LedgerEntry): string {
  return `${seq}  ${timeText(at)}  ${holder}  ${key.slice(0, 16)}  ${form}  ${safeText(subject.name)}  ${subject.sha256}`
}
