import { resolve } from 'node:path'
import { sha256Of } from '../../encoding/index.ts'
import { readFileBounded, writeFileAtomically } from '../../files/index.ts'
import type { WrittenBill } from '../../publish/sbom/index.ts'
import { painter, safeText } from '../../verdict/index.ts'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'
import { EXIT } from '../exit-code.ts'
import { many, once, withJson } from '../options.ts'
import type { BillSource, SignedBill } from '../sbom/index.ts'
import { withPassphrase } from '../signing/index.ts'
import type { Verb } from '../verb.ts'

interface Options {
  json: boolean
  project: string | undefined
  environment: string | undefined
  run: string | undefined
  into: string | undefined
  format: string
  spec: string | undefined
  at: string | undefined
  output: string | undefined
  strict: boolean
  sign: boolean
  key: readonly string[]
  'passphrase-fd': string | undefined
}

/** `trustctl sbom` */
export const sbom: Verb<Options> = {
  manual: {
    synopsis:
      '[--project DIR | --environment PYTHON | --run ID] [--into WHEEL] [--format cyclonedx|spdx] [--spec VERSION] [--at TIME] [--output FILE [--sign] [--key FINGERPRINT]... [--passphrase-fd N]] [--strict] [--json]',
    description: [
      'Writes a bill of materials. Of a project: what lies in its `dist`, with what it runs and was built with where `pylock.toml` and `build.lock` say it. Of an environment: each distribution with its licence, where it came from, whether its files are those that its RECORD lists, and who depends on whom. Of a run: each file that was let pass, with the decision and all that was proven about it.',
      'What is not in order or not known is in the bill as a doubt, and told; --strict makes it exit 10. A licence is never guessed: an SPDX expression only where the metadata leaves no choice.',
      'The same input gives the same bytes, with --at or SOURCE_DATE_EPOCH; a run gives its own time, a wheel that of its files.',
      'With --sign, or --key, the bill is signed by keys of one’s own with the purpose `sbom` (`keys new --purpose sbom`): FILE.intoto.json beside it, an in-toto statement in a DSSE envelope, as `trustctl release` makes it. It is about the bill’s own file and, of a project, about each wheel and sdist; so `trustctl verify` holds either to it, by --bundle and --key. Both files are written, or none; the ledger comes first.',
      '--into puts the bill into the wheel (`.dist-info/sboms`, PEP 770) and writes its RECORD anew.',
    ],
    json: [
      '{ format, spec, about, components, doubts, sha256, file, wheel: { file, sha256 } | null,',
      '  signed: { file, keys: [FINGERPRINT], ledger: { seq, sha256 } } | null, bill }',
    ],
    exitCodes: [0, 1, 2, 3, 10, 21, 23],
    examples: [
      { command: 'trustctl sbom --output dist/bom.cdx.json', does: 'of the project here' },
      {
        command: 'trustctl sbom --output dist/bom.cdx.json --sign',
        does: 'the same, signed: dist/bom.cdx.json.intoto.json',
      },
      { command: 'trustctl sbom --environment .venv --format spdx', does: 'of what is installed, in SPDX' },
      { command: 'trustctl sbom --run last', does: 'of what the last pip brought, with what was proven' },
      { command: 'trustctl sbom --into dist/foo-1.0-py3-none-any.whl', does: 'put it into a wheel' },
    ],
    files: [
      { path: 'FILE.intoto.json', what: 'the signed statement' },
      { path: '~/.local/state/pip-trust/store.sqlite', what: 'the decisions of runs' },
      { path: '~/.local/state/pip-trust/ledger/signatures.jsonl', what: 'what was signed' },
    ],
    seeAlso: ['trustctl verify', 'trustctl keys new', 'trustctl report', 'trustctl impact'],
  },
  options: (parser) =>
    withPassphrase(withJson(parser))
      .option('project', textOption('project', 'a project’s folder; here, if nothing else is named'))
      .option('environment', textOption('environment', 'a virtual environment, or a Python'))
      .option('run', textOption('run', 'a run of pip by its id, or `last`'))
      .option('into', textOption('into', 'a wheel of the project that the bill is put into'))
      .option('format', {
        type: 'string',
        requiresArg: true,
        default: 'cyclonedx',
        coerce: (value: unknown) => once('format')(value) ?? 'cyclonedx',
        describe: '`cyclonedx` or `spdx`',
      })
      .option('spec', textOption('spec', 'its version: 1.6 or 1.7; 2.3 or 3.0.1'))
      .option('at', textOption('at', 'the time that the bill gives'))
      .option('output', textOption('output', 'a file; else it is printed'))
      .option('sign', {
        type: 'boolean',
        default: false,
        defaultDescription: 'no',
        describe: 'sign it, by the one key that is for bills',
      })
      .option('key', {
        type: 'string',
        array: true,
        requiresArg: true,
        default: [],
        describe: 'sign it by this key, by its fingerprint or how that begins; may be repeated',
        defaultDescription: 'none',
        coerce: many('key'),
      })
      .option('strict', {
        type: 'boolean',
        default: false,
        defaultDescription: 'no',
        describe: 'exit 10 where there are doubts',
      }),
  run: async (options, cli) => {
    const source = sourceOf(options)
    const { parseBillForm, writeBill } = await import('../../publish/sbom/index.ts')
    const form = parseBillForm(options.format, options.spec ?? null)
    if (form === null) throw noForm(options)
    const { billKeys, billTime, makeBill, writeSignedBill } = await import('../sbom/index.ts')
    const given = billTime(options.at, cli.env)
    const isSigned = options.sign || options.key.length > 0
    if (isSigned) checkSignable(options)
    const keys = isSigned ? await billKeys(options.key, options['passphrase-fd'], cli) : []
    const { bill, time, subjects } = await makeBill(source, cli)
    const epochSeconds = given ?? time
    const written = writeBill(bill, { version: cli.version, epochSeconds }, form)
    const wheel = source.of === 'wheel' ? await intoWheel(source.wheel, written, epochSeconds, cli) : null
    const file = options.output === undefined ? null : resolve(cli.cwd, options.output)
    const signed =
      file === null || !isSigned ? null : await writeSignedBill(written, { path: file, subjects, keys }, cli)
    if (file !== null && signed === null) await writeFileAtomically(file, written.text, { mode: 0o644 })
    const { about, components, doubts } = bill
    const sha256 = sha256Of(Buffer.from(written.text))
    const summary = {
      ...form,
      about: about.name,
      components: components.length,
      doubts,
      sha256,
      file,
      wheel,
      signed,
    }
    if (options.json)
      cli.print(JSON.stringify({ ...summary, bill: file === null ? written.json : null }, null, 2))
    else sayAll({ ...summary, written }, cli)
    return options.strict && doubts.length > 0 ? EXIT.warnings : EXIT.ok
  },
}

function textOption(name: string, describe: string) {
  return { type: 'string', requiresArg: true, describe, coerce: once(name) } as const
}

function sourceOf({ project, environment, run, into }: Options): BillSource {
  const named = [project, environment, run].filter((each) => each !== undefined)
  if (named.length > 1 || (into !== undefined && project === undefined && named.length > 0)) {
    throw new CliError('usage', {
      message: 'a bill is of a project, an environment or a run, and only a project’s is put into a wheel',
      hint: 'trustctl sbom --help',
    })
  }
  if (into !== undefined) return { of: 'wheel', wheel: into, folder: project ?? '.' }
  if (environment !== undefined) return { of: 'environment', python: environment }
  if (run !== undefined) return { of: 'run', id: run }
  return { of: 'project', folder: project ?? '.' }
}

/** A statement lies beside its bill; one inside a wheel is signed with that. Throws `CliError` `usage`. */
function checkSignable({ output, into }: Options): void {
  if (output !== undefined && into === undefined) return
  throw new CliError('usage', {
    message:
      into === undefined
        ? 'a bill that is signed goes into a file: `--output` is missing'
        : 'a bill in a wheel is signed with the wheel, and not by itself',
    hint: into === undefined ? 'trustctl sbom --output bom.cdx.json --sign' : `trustctl sign '${into}'`,
  })
}

interface Wheel {
  readonly file: string
  readonly sha256: string
}

async function intoWheel(
  named: string,
  written: WrittenBill,
  epochSeconds: number,
  cli: Cli,
): Promise<Wheel> {
  const [{ putIntoWheel }, { CANONICAL_LIMITS }] = await Promise.all([
    import('../../publish/sbom/index.ts'),
    import('../../publish/canonical/index.ts'),
  ])
  const file = resolve(cli.cwd, named)
  const before = await readFileBounded(file, { maxBytes: CANONICAL_LIMITS.maxFileBytes })
  const bytes = await putIntoWheel(before, written, { epochSeconds })
  await writeFileAtomically(file, bytes, { mode: 0o644 })
  return { file, sha256: sha256Of(bytes) }
}

interface Summary {
  readonly about: string
  readonly components: number
  readonly doubts: readonly string[]
  readonly file: string | null
  readonly wheel: Wheel | null
  readonly signed: SignedBill | null
  readonly written: WrittenBill
}

/** A bill that is printed goes out alone: what there is to say about it goes beside. */
function sayAll({ about, components, doubts, file, wheel, signed, written }: Summary, cli: Cli): void {
  const isPrinted = file === null && wheel === null
  const paint = painter(isPrinted ? cli.colourOfErrors : cli.colour)
  const say = isPrinted ? cli.complain : cli.print
  if (isPrinted) cli.print(written.text.trimEnd())
  const { format, spec } = written.form
  say(
    `${safeText(about)}: ${components === 1 ? '1 component' : `${components} components`}, as ${format} ${spec}`,
  )
  for (const place of [file, wheel?.file ?? null]) if (place !== null) say(`  in ${place}`)
  if (signed !== null) say(`  signed  ${safeText(signed.file)}  by ${signed.keys.join(', ')}`)
  for (const doubt of doubts) say(`  ${paint('caution', 'doubt')}  ${safeText(doubt)}`)
}

function noForm({ format, spec }: Options): CliError {
  return new CliError('usage', {
    message: `\`${[format, spec].filter((each) => each !== undefined).join(' ')}\` is no form that is written: expected \`cyclonedx\` 1.6 or 1.7, or \`spdx\` 2.3 or 3.0.1`,
    hint: 'trustctl sbom --format spdx',
  })
}
