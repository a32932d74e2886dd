import { resolve } from 'node:path'
import { readBounded } from '../../encoding/index.ts'
import { FilesError, readFileBounded } from '../../files/index.ts'
import { MAX_KEY_FILE_BYTES } from '../../sources/index.ts'
import { CliError } from '../cli-error.ts'
import { STANDARD_INPUT, type Cli } from '../cli.ts'
import { sourcesOf } from '../configured.ts'
import { EXIT } from '../exit-code.ts'
import {
  authorityJson,
  authorityLine,
  keyJson,
  keyLine,
  listJson,
  listLine,
  type KeyView,
} from '../key-text.ts'
import type { StoredAuthority } from '../../sources/index.ts'
import type { RevocationList } from '../../trust/index.ts'
import { once, withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'

/** `trustctl keys import` */
export const keysImport: Verb<{ json: boolean; file: string[]; keyring: string }> = {
  manual: {
    synopsis: '--keyring NAME [--json] FILE...',
    description: [
      'Adds the OpenPGP public keys in FILE (armored or binary; `-` is standard input) to a keyring. A rule of the policy accepts a keyring by its name; a key that no rule names is trusted for nothing.',
      'A company’s CA is imported likewise, PEM or DER: detached CMS signatures (`FILE.p7s`) by whom it certified for signing code then count as the keyring’s. So is its list of revoked certificates (CRL), which takes the place of an older one; once a keyring has one, every CA on the way to a signer needs a current list. The CA of a time stamp authority goes into the same keyring.',
      'Compare the fingerprints that are printed with what the owner publishes, by another road than the one the file came by. Importing a key again replaces it, which is how it is prolonged or revoked.',
    ],
    json: [
      '{ imported: [{ keyring, fingerprint, owner, expiresAt, revoked }], authorities: [{ keyring, sha256, subject, expiresAt }], lists: [{ issuer, thisUpdate, nextUpdate, revoked }] }',
    ],
    exitCodes: [0, 1, 2],
    examples: [
      {
        command: 'trustctl keys import --keyring acme-release release-key.asc',
        does: 'add the keys of a file',
      },
      {
        command: 'gpg --export --armor FINGERPRINT | trustctl keys import --keyring acme-release -',
        does: 'add one of GnuPG’s',
      },
      {
        command: 'trustctl keys import --keyring acme acme-ca.pem acme-ca.crl',
        does: 'add a company’s CA and what it revoked',
      },
    ],
    files: [
      { path: '~/.config/pip-trust/keys/KEYRING/FINGERPRINT.asc', what: 'one key a file' },
      { path: '~/.config/pip-trust/keys/KEYRING/SHA256.pem', what: 'one CA a file' },
      {
        path: '~/.config/pip-trust/keys/KEYRING/*.crl',
        what: 'lists of revoked certificates, by whatever name; a job may renew them there',
      },
    ],
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
    const files = await Promise.all(file.map(async (path) => ({ path, bytes: await read(cli, path) })))
    const results: Imported[] = []
    for (const { bytes } of files) results.push(await importFile(cli, keyring, bytes))
    const [keys, authorities, lists] = [
      results.flatMap((each) => each.keys),
      results.flatMap((each) => each.authorities),
      results.flatMap((each) => each.lists),
    ]
    printResult(cli, json, {
      json: {
        imported: keys.map(keyJson),
        authorities: authorities.map(authorityJson),
        lists: lists.map(listJson),
      },
      text: () => [
        ...keys.map((view) => `imported  ${keyLine(view, cli)}`),
        ...authorities.map((each) => `imported  ${authorityLine(each, cli)}`),
        ...lists.map((each) => `imported  ${listLine(keyring, each, cli)}`),
      ],
    })
    return EXIT.ok
  },
}

interface Imported {
  readonly keys: readonly KeyView[]
  readonly authorities: readonly StoredAuthority[]
  readonly lists: readonly RevocationList[]
}

async function importFile(cli: Cli, keyring: string, bytes: Uint8Array): Promise<Imported> {
  const sources = sourcesOf(cli)
  const found = await sources.importAuthorities(keyring, bytes)
  if (found === null) {
    const keys = await sources.importKeys(keyring, bytes)
    return { keys: keys.map((key) => ({ keyring, key })), authorities: [], lists: [] }
  }
  const authorities = found.authorities.map((certificate) => ({ keyring, certificate }))
  return { keys: [], authorities, lists: found.lists }
}

async function read(cli: Cli, path: string): Promise<Uint8Array> {
  if (path === STANDARD_INPUT) return readBounded(cli.stdin, { maxBytes: MAX_KEY_FILE_BYTES })
  try {
    return await readFileBounded(resolve(cli.cwd, path), { maxBytes: MAX_KEY_FILE_BYTES })
  } catch (cause) {
    if (!(cause instanceof FilesError)) throw cause
    throw new CliError('input', { message: cause.message, hint: 'trustctl keys import --help', cause })
  }
}
