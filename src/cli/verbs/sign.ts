import { resolve } from 'node:path'
import { signWheels, type AttachResult } from '../../publish/attached/index.ts'
import {
  FORMS,
  signRelease,
  SUFFIXES,
  withKeys,
  type Form,
  type Make,
  type SignRequest,
  type SignResult,
} from '../../publish/sign/index.ts'
import { safeText } from '../../verdict/index.ts'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'
import { EXIT } from '../exit-code.ts'
import { many, once, withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import {
  keylessOf,
  keyWorld,
  ledgerOf,
  openKeys,
  ownKeys,
  signingKeys,
  stampOf,
  warningLines,
  withKeyless,
  withPassphrase,
  withTimestamp,
  type KeylessOptions,
  type StampOptions,
} from '../signing/index.ts'
import type { Verb } from '../verb.ts'

interface Options extends KeylessOptions, StampOptions {
  json: boolean
  file: string[]
  key: readonly string[] | undefined
  form: readonly string[] | undefined
  at: string | undefined
  output: string | undefined
  'require-record': boolean
  attached: boolean
  'passphrase-fd': string | undefined
}

/** `trustctl sign` */
export const sign: Verb<Options> = {
  manual: {
    synopsis:
      '[--key FINGERPRINT]... [--form FORM]... [--at TIME] [--timestamp URL]... [--require-record] [--output DIR] [--json] FILE... | --attached [--key FINGERPRINT]... WHEEL... | --keyless --signing-config FILE --trusted-root FILE FILE...',
    description: [
      'Signs wheels and source distributions with keys of one’s own. What is written follows from the kind of key: a plain key makes a publish attestation (FILE.publish.attestation, a DSSE envelope), one of the SLSA provenance that lies beside the file (FILE.slsa.attestation), and with P-256 or RSA a Sigstore bundle (FILE.sigstore.json); an OpenPGP key FILE.asc; a key with a company’s certificate FILE.p7s; a minisign key FILE.minisig.',
      'All files are signed, or none. Before the first signature can be seen, the ledger has its entry on the disk (trustctl keys ledger). Keys that are pending, ended or revoked, or that are for something else, sign nothing. Where several people sign one file one after another, attestations and OpenPGP signatures are added to those that are there.',
      'The same file signed twice by the same key has the same signature: its time is that of the archive’s first member, or of the key where that is later, or what --at says. Only ECDSA by ssh-agent or a PKCS#11 token differs each time, which is said.',
      'With --timestamp a time stamp authority (RFC 3161) confirms when each signature was there: what the key signed before it ended then still counts for those who trust the authority by a trust root, or for FILE.p7s by a CA of the keyring. Only what bears a time stamp is made: attestations, Sigstore bundles and FILE.p7s. A stamp is verified before anything is written, by --trusted-root, else the trust roots of this machine, and for FILE.p7s its keyrings. Signatures have other bytes each time then.',
      'With --attached the signature goes into the wheel, over its RECORD (PEP 427): RECORD.jws by plain keys (Ed25519, P-256), RECORD.p7s by a key with a certificate. Each wheel is written anew and has another digest then, which is the one that the ledger and `signed` name. Source distributions are refused, wheels that the key has signed already, and wheels whose signatures by others would count no more.',
      'With --keyless a key is made that lives for this release alone: a Sigstore instance, as its signing_config.json and trusted_root.json name it, certifies it for whom the identity token in SIGSTORE_ID_TOKEN names (audience `sigstore`; in a job of GitHub’s it is asked for), keeps the signatures in its log and stamps their time. What it gives is verified before it is written. PEP 740 attestations and Sigstore bundles are made so.',
      'A passphrase is asked for on the terminal, three times at most; or read from --passphrase-fd, or from PIP_TRUST_KEY_PASSPHRASE in CI.',
    ],
    json: [
      '{ signed: [{ artifact, form, path, sha256, keys: [FINGERPRINT], isDeterministic, stampedAt: SECONDS | null }],',
      '  records: [{ artifact, files: [NAME] }], ledger: { seq, sha256 }, warnings: [TEXT] }',
    ],
    exitCodes: [0, 1, 2, 20, 21, 22, 23],
    examples: [
      {
        command: 'trustctl sign dist/*.whl dist/*.tar.gz',
        does: 'sign a release with the one key that there is',
      },
      { command: 'trustctl sign --key 9F86D081 --key 60303AE2 dist/*', does: 'sign with two keys' },
      {
        command: 'trustctl sign --require-record dist/*',
        does: 'sign only what was built or reproduced here',
      },
      { command: 'trustctl sign --attached dist/*.whl', does: 'sign inside of wheels, before the rest' },
      {
        command: 'trustctl sign --timestamp https://timestamps.example/api/v1/timestamp dist/*',
        does: 'sign so that it outlives the key',
      },
      { command: 'trustctl sign --passphrase-fd 3 dist/* 3<passphrase.txt', does: 'sign where nobody types' },
    ],
    files: [
      { path: '~/.config/pip-trust/signing', what: 'the keys' },
      { path: '~/.local/state/pip-trust/ledger/signatures.jsonl', what: 'what was signed' },
    ],
    seeAlso: ['trustctl keys new', 'trustctl keys ledger', 'trustctl verify'],
  },
  options: (parser) =>
    withTimestamp(withKeyless(withPassphrase(withJson(parser))))
      .positional('file', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'a wheel or an sdist',
      })
      .option('key', {
        type: 'string',
        requiresArg: true,
        describe: 'a key by its fingerprint, or how that begins; may be repeated',
        defaultDescription: 'the one that signs releases',
        coerce: many('key'),
      })
      .option('form', {
        type: 'string',
        requiresArg: true,
        describe: `write this alone: ${FORMS.join(', ')}; may be repeated`,
        defaultDescription: 'all that the keys make',
        coerce: many('form'),
      })
      .option('at', {
        type: 'string',
        requiresArg: true,
        describe: 'the time in the signatures: seconds since the epoch, or RFC 3339',
        defaultDescription: 'the archive’s',
        coerce: once('at'),
      })
      .option('output', {
        type: 'string',
        requiresArg: true,
        describe: 'write here',
        defaultDescription: 'beside each file',
        coerce: once('output'),
      })
      .option('attached', {
        type: 'boolean',
        default: false,
        describe: 'sign inside of the wheel, which is written anew',
        defaultDescription: 'no',
      })
      .option('require-record', {
        type: 'boolean',
        default: false,
        describe: 'sign only what a build record or a rebuild beside it names by its digest',
        defaultDescription: 'no',
      }),
  run: async (args, cli) => {
    const folder = ownKeys(cli)
    const forms = args.form === undefined || args.form.length === 0 ? null : args.form.map(formOf)
    const at = args.at === undefined ? null : instantOf(args.at)
    if (args.attached) checkAttached(args)
    const stamp = await stampOf(cli, args)
    if (args.keyless) {
      const wish = { ...args, forms, hasKeys: (args.key ?? []).length > 0 || at !== null }
      const { make } = await keylessOf(cli, wish)
      const made = await make()
      print(await cli.stoppable(() => release(args, made, cli)), [], args.json, cli)
      return EXIT.ok
    }
    const keys = await signingKeys(folder, args.key ?? [], cli.now())
    const opened = await openKeys(keys, folder, await keyWorld(cli, args['passphrase-fd']))
    // All or none, also where it is broken off: then when all are written.
    const result = await cli.stoppable(async () =>
      args.attached
        ? await signWheels({ ...placesOf(args, cli), keys: opened, at })
        : await release(args, withKeys({ keys: opened, forms, at, now: cli.now(), stamp }), cli),
    )
    print(result, warningLines(keys, cli.now()), args.json, cli)
    return EXIT.ok
  },
}

type Places = Pick<Options, 'file' | 'output' | 'require-record'>

async function release(args: Places, make: Make, cli: Cli): Promise<SignResult> {
  return await signRelease({ ...placesOf(args, cli), make })
}

/** What is signed, and where it is written down. */
function placesOf(args: Places, cli: Cli): Omit<SignRequest, 'make'> {
  return {
    files: args.file.map((file) => resolve(cli.cwd, file)),
    now: cli.now(),
    actor: cli.actor,
    requireRecord: args['require-record'],
    output: args.output === undefined ? null : resolve(cli.cwd, args.output),
    ledger: ledgerOf(cli),
    progress: (words) => cli.complain(words),
  }
}

/** Signatures inside have forms of their own, and are made with keys of one’s own. Throws `CliError` `usage`. */
function checkAttached({ keyless, form = [] }: Pick<Options, 'keyless' | 'form'>): void {
  if (!keyless && form.length === 0) return
  throw new CliError('usage', {
    message: `\`--attached\` goes without \`${keyless ? '--keyless' : '--form'}\`: what is written follows from the key`,
    hint: 'trustctl sign --attached FILE',
  })
}

function print(
  { released, head, records }: SignResult | AttachResult,
  warnings: readonly string[],
  json: boolean,
  cli: Cli,
): void {
  printResult(cli, json, {
    json: { signed: released, records, ledger: head, warnings },
    text: () => [
      ...released.map((each) => `signed  ${each.form}  ${safeText(each.path)}${noteOf(each)}`),
      `ledger  entry ${head.seq}  ${head.sha256}`,
    ],
  })
  if (!json) for (const words of warnings) cli.complain(`trustctl: ${words}`)
}

/** Signatures inside of wheels bear no stamps. */
interface Noted {
  readonly isDeterministic: boolean
  readonly stampedAt?: number | null
}

function noteOf({ isDeterministic, stampedAt = null }: Noted): string {
  if (stampedAt !== null) return `  (stamped at ${new Date(stampedAt * 1000).toISOString()})`
  return isDeterministic ? '' : '  (another one each time: so signs this agent or token)'
}

function formOf(text: string): Form {
  const found = FORMS.find((form) => form === text)
  if (found !== undefined) return found
  const known = FORMS.map((form) => `${form} (FILE${SUFFIXES[form]})`).join(', ')
  throw new CliError('usage', {
    message: `\`${text}\` is no form: expected ${known}`,
    hint: '--form publish',
  })
}

/** Seconds. */
function instantOf(text: string): number {
  const at = /^[0-9]{1,11}$/.test(text) ? Number(text) : Date.parse(text) / 1000
  const isInstant = /^[0-9]{1,11}$/.test(text) || /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text)
  if (isInstant && Number.isInteger(at)) return at
  throw new CliError('usage', {
    message: `\`${text}\` is no time: expected seconds since the epoch, or RFC 3339 in UTC`,
    hint: '--at 2026-11-01T00:00:00Z',
  })
}
