import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { readBounded } from '../../encoding/index.ts'
import { FilesError, readFileBounded } from '../../files/index.ts'
import { MAX_KEYS_BYTES } from '../../trust/index.ts'
import { CliError } from '../cli-error.ts'
import { STANDARD_INPUT, type Cli } from '../cli.ts'
import { sourcesOf } from '../configured.ts'
import { EXIT } from '../exit-code.ts'
import { keyJson, keyLine, type KeyView } from '../key-text.ts'
import { once, withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'

/** `trustctl keys import` */
export const keysImport: Verb<{ json: boolean; file: string[]; keyring: string }> = {
  manual: {
    synopsis: '--keyring NAME [--json] FILE...',
    description: [
      'Adds the OpenPGP public keys in FILE (armored or binary, one or many, such as GnuPG’s `pubring.gpg`; `-` is standard input) to a keyring. Of a folder, a copy of a Web Key Directory, all keys are read: `openpgpkey/DOMAIN/hu/…` and `.well-known/openpgpkey/hu/…`. A rule of the policy accepts a keyring by its name; a key that no rule names is trusted for nothing.',
      'Compare the fingerprints that are printed with what the owner publishes, by another road than the one the file came by. Importing a key again replaces it, which is how it is prolonged or revoked; a copy that is not revoked replaces none that is.',
    ],
    json: ['{ imported: [{ keyring, fingerprint, owner, expiresAt, revoked }] }'],
    exitCodes: [0, 1, 2],
    examples: [
      {
        command: 'trustctl keys import --keyring acme-release release-key.asc',
        does: 'add the keys of a file',
      },
      {
        command: 'trustctl keys import --keyring acme-people .well-known/openpgpkey',
        does: 'add all keys of a Web Key Directory',
      },
      {
        command: 'gpg --export --armor FINGERPRINT | trustctl keys import --keyring acme-release -',
        does: 'add one of GnuPG’s',
      },
    ],
    files: [{ path: '~/.config/pip-trust/keys/KEYRING/FINGERPRINT.asc', what: 'one key a file' }],
    seeAlso: ['trustctl keys list', 'trustctl keys remove'],
  },
  options: (parser) =>
    withJson(parser)
      .positional('file', { type: 'string', array: true, demandOption: true, describe: 'a key file, or `-`' })
      .option('keyring', {
        type: 'string',
        demandOption: 'say which keyring: `--keyring NAME`',
        requiresArg: true,
        describe: 'the keyring to add to; made when it is new',
        coerce: (value: unknown) => once('keyring')(value) ?? '',
      }),
  run: async ({ json, file, keyring }, cli) => {
    const sources = sourcesOf(cli)
    const read = await Promise.all(file.map((path) => opened(cli, path)))
    const imported: KeyView[] = []
    for (const each of read) {
      const keys =
        'folder' in each
          ? await sources.importKeyFolder(keyring, each.folder)
          : await sources.importKeys(keyring, each.bytes)
      imported.push(...keys.map((key) => ({ keyring, key })))
    }
    printResult(cli, json, {
      json: { imported: imported.map(keyJson) },
      text: () => imported.map((view) => `imported  ${keyLine(view, cli)}`),
    })
    return EXIT.ok
  },
}

async function opened(
  cli: Cli,
  path: string,
): Promise<{ readonly folder: string } | { readonly bytes: Uint8Array }> {
  if (path === STANDARD_INPUT) return { bytes: await readBounded(cli.stdin, { maxBytes: MAX_KEYS_BYTES }) }
  const full = resolve(cli.cwd, path)
  const found = await stat(full).catch(() => null)
  if (found?.isDirectory() === true) return { folder: full }
  try {
    return { bytes: await readFileBounded(full, { maxBytes: MAX_KEYS_BYTES }) }
  } catch (cause) {
    if (!(cause instanceof FilesError)) throw cause
    throw new CliError('input', { message: cause.message, hint: 'trustctl keys import --help', cause })
  }
}
