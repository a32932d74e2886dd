import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { readBounded } from '../../encoding/index.ts'
import { FilesError, readFileBounded } from '../../files/index.ts'
import type { ImportedKeys, StoredAuthority } from '../../sources/index.ts'
import { MAX_KEYS_BYTES, type RevocationList } from '../../trust/index.ts'
import { CliError } from '../cli-error.ts'
import { STANDARD_INPUT, type Cli } from '../cli.ts'
import { sourcesOf } from '../configured.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import {
  authorityJson,
  authorityLine,
  keyJson,
  keyLine,
  listJson,
  listLine,
  plainKeyJson,
  plainKeyLine,
} from '../key-text.ts'
import { once, withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import {
  importPrivate,
  keyWorld,
  ownKeyJson,
  ownKeyLine,
  ownKeys,
  wishOf,
  withWish,
  type WishOptions,
} from '../signing/index.ts'
import type { Verb } from '../verb.ts'

const HELP = 'trustctl keys import --help'

/** `trustctl keys import` */
export const keysImport: Verb<
  {
    json: boolean
    file: string[] | undefined
    keyring: string | undefined
    signing: boolean
    from: string | undefined
    certificate: string | undefined
  } & WishOptions
> = {
  manual: {
    synopsis:
      '--keyring NAME [--owner WHO] FILE... | --signing --holder ID --owner WHO [FILE | --from PLACE] [--json]',
    description: [
      'Adds the public keys in FILE (`-` is standard input) to a keyring: OpenPGP keys (armored or binary, one or many, such as GnuPG’s `pubring.gpg`), a minisign key (minisign.pub), or a public key in PEM, as `cosign public-key` and `openssl pkey -pubout` write it (Ed25519, ECDSA on P-256, P-384 and P-521, RSA of 2048 bits and more). Of a folder, a copy of a Web Key Directory, all keys are read: `openpgpkey/DOMAIN/hu/…` and `.well-known/openpgpkey/hu/…`. A rule of the policy accepts a keyring by its name. An OpenPGP or minisign key that no rule names is trusted for nothing; what is attested by a key in PEM also counts where a rule takes attestations by anybody.',
      'A minisign key or one in PEM does not say whose it is, so `--owner` must: policies count people, and two keys of one address are one person. A minisign key is for minisign signatures alone, a key in PEM for attestations, bundles and the statements of rebuilders.',
      'A company’s CA is imported likewise, PEM or DER: detached CMS signatures (`FILE.p7s`) by whom it certified for signing code then count as the keyring’s. So is its list of revoked certificates (CRL), which takes the place of an older one; once a keyring has one, every CA on the way to a signer needs a current list. The CA of a time stamp authority goes into the same keyring.',
      'With --signing a private key becomes one of one’s own that trustctl sign uses. A file (PEM, minisign’s, or OpenPGP) is sealed anew; what is kept elsewhere stays there: --from ssh-agent:FILE.pub, gpg-agent:FINGERPRINT, pkcs11:token=NAME;id=%01?module-path=FILE, or env:NAME for a variable with PEM in CI. --certificate names the company’s certificates for it. The passphrase is read as by trustctl sign, and is that of the file and of the copy here where nobody types.',
      'Compare the fingerprints that are printed with what the owner publishes, by another road than the one the file came by. Importing a key again replaces it, which is how it is prolonged or revoked; a copy that is not revoked replaces none that is.',
    ],
    json: [
      '{ imported: [{ keyring, type: "openpgp" | "plain", fingerprint, owner, expiresAt, revoked,',
      '               algorithm?, minisignId? }],',
      '  authorities: [{ keyring, sha256, subject, expiresAt }],',
      '  lists: [{ issuer, thisUpdate, nextUpdate, revoked }] }; with --signing { key: { … } }',
    ],
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
      {
        command: 'trustctl keys import --keyring acme cosign.pub --owner "Dana <dana@acme.example>"',
        does: 'add a public key, and say whose it is',
      },
      {
        command: 'trustctl keys import --keyring acme acme-ca.pem acme-ca.crl',
        does: 'add a company’s CA and what it revoked',
      },
    ],
    files: [
      { path: '~/.config/pip-trust/keys/KEYRING/FINGERPRINT.asc', what: 'one OpenPGP key a file' },
      { path: '~/.config/pip-trust/keys/KEYRING/FINGERPRINT.json', what: 'one plain key a file' },
      { path: '~/.config/pip-trust/keys/KEYRING/SHA256.pem', what: 'one CA a file' },
      {
        path: '~/.config/pip-trust/keys/KEYRING/*.crl',
        what: 'lists of revoked certificates, by whatever name; a job may renew them there',
      },
    ],
    seeAlso: ['trustctl keys list', 'trustctl keys remove'],
  },
  options: (parser) =>
    withWish(withJson(parser))
      .positional('file', { type: 'string', array: true, describe: 'a key file, or `-`' })
      .option('keyring', {
        type: 'string',
        requiresArg: true,
        describe: 'the keyring to add to; made when it is new',
        coerce: once('keyring'),
      })
      .option('signing', {
        type: 'boolean',
        default: false,
        describe: 'take a private key over, to sign with',
        defaultDescription: 'no',
      })
      .option('from', {
        type: 'string',
        requiresArg: true,
        describe: 'where a private key is kept that stays there',
        coerce: once('from'),
      })
      .option('certificate', {
        type: 'string',
        requiresArg: true,
        describe: 'the certificates of a private key, in PEM',
        coerce: once('certificate'),
      }),
  run: async (args, cli) => {
    const { json, file = [], keyring, owner } = args
    if (args.signing) return await takeOver(args, cli)
    if (keyring === undefined)
      throw new CliError('usage', { message: 'say which keyring: `--keyring NAME`', hint: HELP })
    if (file.length === 0) throw new CliError('usage', { message: 'no key file is named', hint: HELP })
    const files = await Promise.all(file.map((path) => open(cli, path)))
    const results: Imported[] = []
    for (const each of files) results.push(await importOne(cli, keyring, each, owner ?? null))
    const [keys, authorities, lists] = [
      results.flatMap((each) => each.keys),
      results.flatMap((each) => each.authorities),
      results.flatMap((each) => each.lists),
    ]
    printResult(cli, json, {
      json: {
        imported: keys.map((each) => each.json),
        authorities: authorities.map(authorityJson),
        lists: lists.map(listJson),
      },
      text: () => [
        ...keys.map(({ line }) => `imported  ${line}`),
        ...authorities.map((each) => `imported  ${authorityLine(each, cli)}`),
        ...lists.map((each) => `imported  ${listLine(keyring, each, cli)}`),
      ],
    })
    return EXIT.ok
  },
}

async function takeOver(
  {
    json,
    file = [],
    from,
    certificate,
    ...rest
  }: WishOptions & {
    readonly json: boolean
    readonly file: string[] | undefined
    readonly from: string | undefined
    readonly certificate: string | undefined
  },
  cli: Cli,
): Promise<ExitCode> {
  const [first = null, ...others] = file
  if (others.length > 0)
    throw new CliError('usage', { message: 'private keys are taken one by one', hint: HELP })
  const wish = wishOf(rest, cli.now())
  const world = await keyWorld(cli, rest['passphrase-fd'])
  const asked = { file: first, from: from ?? null, certificate: certificate ?? null, wish }
  const key = await importPrivate(cli, asked, world)
  await ownKeys(cli).add(key)
  printResult(cli, json, {
    json: { key: ownKeyJson(key, cli.now()) },
    text: () => [`taken over  ${ownKeyLine(key, cli.now())}`],
  })
  return EXIT.ok
}

type Opened = { readonly folder: string } | { readonly bytes: Uint8Array }

interface Imported {
  readonly keys: readonly { readonly json: object; readonly line: string }[]
  readonly authorities: readonly StoredAuthority[]
  readonly lists: readonly RevocationList[]
}

async function importOne(cli: Cli, keyring: string, found: Opened, owner: string | null): Promise<Imported> {
  const sources = sourcesOf(cli)
  if ('folder' in found) {
    if (owner !== null) throw ownerNotAsked('the keys of a Web Key Directory say themselves whose they are')
    return viewsOf(await sources.importKeyFolder(keyring, found.folder), [], keyring, cli)
  }
  const certified = await sources.importAuthorities(keyring, found.bytes)
  if (certified === null) {
    const { keys, plainKeys } = await sources.importKeys(keyring, found.bytes, owner)
    return viewsOf(keys, plainKeys, keyring, cli)
  }
  if (owner !== null) throw ownerNotAsked('a CA says in each certificate whose it is')
  const authorities = certified.authorities.map((certificate) => ({ keyring, certificate }))
  return { keys: [], authorities, lists: certified.lists }
}

function viewsOf(
  keys: ImportedKeys['keys'],
  plainKeys: ImportedKeys['plainKeys'],
  keyring: string,
  cli: Cli,
): Imported {
  const views = [
    ...keys.map((key) => ({ json: keyJson({ keyring, key }), line: keyLine({ keyring, key }, cli) })),
    ...plainKeys.map((key) => ({
      json: plainKeyJson({ keyring, key }),
      line: plainKeyLine({ keyring, key }, cli),
    })),
  ]
  return { keys: views, authorities: [], lists: [] }
}

function ownerNotAsked(hint: string): CliError {
  return new CliError('usage', { message: '`--owner` is for minisign keys and public keys in PEM', hint })
}

async function open(cli: Cli, path: string): Promise<Opened> {
  if (path === STANDARD_INPUT) return { bytes: await readBounded(cli.stdin, { maxBytes: MAX_KEYS_BYTES }) }
  const full = resolve(cli.cwd, path)
  const found = await stat(full).catch(() => null)
  if (found?.isDirectory() === true) return { folder: full }
  try {
    return { bytes: await readFileBounded(full, { maxBytes: MAX_KEYS_BYTES }) }
  } catch (cause) {
    if (!(cause instanceof FilesError)) throw cause
    throw new CliError('input', { message: cause.message, hint: HELP, cause })
  }
}
