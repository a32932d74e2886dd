import type { Cli } from '../cli.ts'
import { EXIT, exitCodeOfReason, type ExitCode } from '../exit-code.ts'
import { many, once, withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import { signedWish, type SignedOptions, type SignedWish } from '../signed-wish.ts'
import type { Verb } from '../verb.ts'

interface Options extends SignedOptions {
  json: boolean
  file: string[]
  offline: boolean
}

/** `trustctl verify` */
export const verify: Verb<Options> = {
  manual: {
    synopsis: `[--evidence PATH]... [--policy FILE|preset:NAME] [--offline] [--strict] [--json] FILE...
trustctl verify FILE|sha256:HEX --bundle BUNDLE {--identity ID --issuer URL | --key FILE} [--trusted-root FILE] [--offline] [--json]`,
    description: [
      'Judges wheels and source distributions as an installation from their path would: what the file is, its evidence, and what the policy says. Nothing is installed, nothing is recorded, and no daemon is needed.',
      'Evidence is looked for in the files and folders of --evidence, beside the file (FILE.provenance, FILE.publish.attestation, FILE.asc, FILE.p7s, …), inside a wheel (RECORD.p7s, RECORD.jws) and in the configured evidence sources. Sources with an URL are told the file’s name and digest, unless --offline.',
      'With several files, evidence whose name begins with that of one of them is about that one; other evidence is about all. The exit code is that of the worst.',
      'With --bundle no policy is asked: it says whether the bundle proves that this identity signed this file, of whatever name and kind. A bundle is that of Sigstore (0.1 to 0.3), or an attestation or provenance object of PEP 740, which name their file; by --key also a statement in a bare DSSE envelope, such as that of a bill of materials (`trustctl sbom --sign`), which must name the file by its sha256. A key alone needs no log, as one of a keyring; a log entry that is there must hold, and with --trusted-root there must be one, or a time stamp. Identity and issuer are compared whole. Nothing is fetched: the trust root is the one given, else those of this machine. A key is held to what this machine knows of it, whoever names it: revocations that it heard, records of directories, and its own among your keys.',
    ],
    json: [
      '{ files: [{ file, artifact, decision, code, slug, rule, policy, exception, reasons, facts,',
      '  publisher, … }], counts: { artifacts, verified, warned, refused, fromCache } }',
      'with --bundle: { file, sha256, verified, code, slug, signatures: [FACT], finding }',
    ],
    exitCodes: [0, 1, 2, 10, 20, 21, 22, 23],
    examples: [
      {
        command: 'trustctl verify sampleproject-4.0.0-py3-none-any.whl',
        does: 'judge a file with the evidence beside it',
      },
      {
        command: 'trustctl verify dist/* --evidence ~/attestations --policy preset:strict',
        does: 'judge your own build by a stricter policy',
      },
      {
        command:
          'trustctl verify tool.tar.gz --bundle tool.tar.gz.sigstore.json --identity dana@acme.example --issuer https://accounts.google.com',
        does: 'check who signed a file',
      },
      {
        command: 'trustctl verify bom.cdx.json --bundle bom.cdx.json.intoto.json --key dana.pem',
        does: 'check a bill of materials',
      },
    ],
    files: [
      { path: '~/.config/pip-trust/policy.yaml', what: 'the policy, unless --policy names another' },
      { path: '~/.config/pip-trust/keys', what: 'keys and CAs for detached signatures' },
    ],
    seeAlso: ['trustctl why', 'trustctl evidence add', 'trustctl policy show'],
  },
  options: (parser) =>
    withJson(parser)
      .positional('file', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'a wheel or sdist; with --bundle any file, or sha256:HEX',
      })
      .option('bundle', textOption('bundle', 'check who signed the file, by this bundle; no policy is asked'))
      .option('identity', textOption('identity', 'the identity in the signer’s certificate, whole'))
      .option('issuer', textOption('issuer', 'who vouched for that identity, whole'))
      .option('key', textOption('key', 'a public key (PEM) that must have signed'))
      .option(
        'trusted-root',
        textOption('trusted-root', 'a trusted_root.json in place of those of this machine'),
      )
      .option('evidence', {
        type: 'string',
        array: true,
        requiresArg: true,
        describe: 'a file or folder with evidence; may be repeated',
        coerce: many('evidence'),
      })
      .option('policy', textOption('policy', 'a policy file, or preset:NAME'))
      .option('offline', {
        type: 'boolean',
        default: false,
        defaultDescription: 'no',
        describe: 'ask no source with an URL',
      })
      .option('strict', {
        type: 'boolean',
        default: false,
        defaultDescription: 'no',
        describe: 'exit 10 for a warning',
      }),
  run: async (options, cli) => {
    const wish = signedWish(options)
    if (wish !== null) return await checkSigned(wish, options.json, cli)
    const { judgeByPolicy } = await import('../judging/index.ts')
    return await judgeByPolicy(options, cli)
  },
}

/** A text option that may be given once. */
function textOption(name: string, describe: string) {
  return { type: 'string', requiresArg: true, describe, coerce: once(name) } as const
}

async function checkSigned(wish: SignedWish, asJson: boolean, cli: Cli): Promise<ExitCode> {
  const { signedJson, signedLines, verifySignedFile } = await import('../signed/index.ts')
  const found = await verifySignedFile(wish, cli)
  printResult(cli, asJson, { json: signedJson(found), text: () => signedLines(found, cli) })
  return found.answer.verified ? EXIT.ok : exitCodeOfReason(found.answer.finding.code)
}
