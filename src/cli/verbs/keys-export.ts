import { resolve } from 'node:path'
import { writeFileAtomically } from '../../files/index.ts'
import { keyRecordText } from '../../sources/index.ts'
import { CliError } from '../cli-error.ts'
import { EXIT } from '../exit-code.ts'
import { once, withJson } from '../options.ts'
import { ownKeys } from '../signing/index.ts'
import type { Verb } from '../verb.ts'

/** `trustctl keys export` */
export const keysExport: Verb<{
  json: boolean
  fingerprint: string
  record: boolean
  secret: boolean
  output: string | undefined
}> = {
  manual: {
    synopsis: '[--record | --secret --output FILE] [--json] FINGERPRINT',
    description: [
      'Prints the public half of a key of one’s own, as others import it: PEM, minisign’s form, an armored OpenPGP key, or certificates. With --record its record instead, as a key directory takes it.',
      'With --secret the private half is written to a file (0600), sealed by the same passphrase: for a copy that is kept elsewhere, or for CI. It is never printed.',
    ],
    json: ['{ fingerprint, kind, publicKey, record }'],
    exitCodes: [0, 1, 2],
    examples: [
      { command: 'trustctl keys export 9F86D081 > acme.pem', does: 'the public half' },
      {
        command: 'trustctl keys export --secret --output backup.key 9F86D081',
        does: 'a copy of the private one, sealed',
      },
    ],
    files: [{ path: '~/.config/pip-trust/signing', what: 'the keys' }],
    seeAlso: ['trustctl keys import', 'trustctl keys show'],
  },
  options: (parser) =>
    withJson(parser)
      .positional('fingerprint', { type: 'string', demandOption: true, describe: 'the key' })
      .option('record', {
        type: 'boolean',
        default: false,
        describe: 'print the record',
        defaultDescription: 'no',
      })
      .option('secret', {
        type: 'boolean',
        default: false,
        describe: 'write the private half, sealed',
        defaultDescription: 'no',
      })
      .option('output', {
        type: 'string',
        requiresArg: true,
        describe: 'where the private half is written',
        coerce: once('output'),
      }),
  run: async ({ json, fingerprint, record: isRecord, secret, output }, cli) => {
    const folder = ownKeys(cli)
    const { record, place } = await folder.find(fingerprint)
    if (secret !== (output !== undefined) || (secret && isRecord)) throw usage()
    if (output !== undefined) {
      if (place.kind !== 'file') {
        const message = `the private half of ${record.fingerprint} is not here: ${place.kind}`
        throw new CliError('input', { message, hint: `trustctl keys show ${fingerprint}` })
      }
      await writeFileAtomically(resolve(cli.cwd, output), await folder.secretFile(record))
      cli.complain(`written, sealed: ${output}`)
      return EXIT.ok
    }
    const publicText = Buffer.from(await folder.publicFile(record)).toString('latin1')
    const text = isRecord ? keyRecordText(record) : publicText
    const { kind } = record
    const value = {
      fingerprint: record.fingerprint,
      kind,
      publicKey: publicText,
      record: keyRecordText(record),
    }
    cli.print(json ? JSON.stringify(value, null, 2) : text.replace(/\n$/, ''))
    return EXIT.ok
  },
}

function usage(): CliError {
  return new CliError('usage', {
    message: '`--secret` and `--output` go together, and not with `--record`',
    hint: 'trustctl keys export --secret --output FILE FINGERPRINT',
  })
}
