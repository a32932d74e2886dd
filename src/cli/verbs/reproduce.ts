import type { Cli } from '../cli.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { once, withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'

interface Options {
  json: boolean
  what: string
  source: string | undefined
  from: string | undefined
  'as-of': string | undefined
  out: string | undefined
  key: string | undefined
  rebuilder: string | undefined
  builder: string | undefined
  strict: boolean
}

/** `trustctl reproduce` */
export const reproduceVerb: Verb<Options> = {
  manual: {
    synopsis:
      '[--source SDIST | --from REPO@COMMIT[#subdirectory=DIR]] [--as-of TIME] [--out DIR] [--key FILE --rebuilder NAME [--builder URI]] [--strict] [--json] PROJECT==VERSION|FILE',
    description: [
      'Rebuilds a published wheel, or a source distribution, from its source with the tools of its day, and grades what comes of it: identical; container only (the same contents, packed differently); explained (contents differ in line endings, generator lines or tags alone); different; or can’t be built. Each difference is named, with its mend.',
      'Wheel, source distribution and upload time come from the index that pip is set up with, asked by that pip itself with its proxy, certificates and logins; with --from the source is a commit of a git repository, here or elsewhere, with --source a source distribution at hand. A source distribution is rebuilt from a commit alone. Tools are those of the source’s build.lock; then they are locked as of the upload, with the back-end that WHEEL names. The build runs without a network where the system allows it; how it was kept apart is part of the result.',
      'It is built up to five times with one set of tools, and ends at the first identical build: what is in canonical form as `trustctl build` does it; with SOURCE_DATE_EPOCH as the newest time of the wheel, without it, with times, rights and clock as the published wheel shows them, and the last in the builder’s time zone. A wheel that Windows packed is built as on Windows.',
      'With --key an identical rebuild is stated: a signed FILE.NAME.rebuild.json, which policies count. For any other grade nothing is stated.',
    ],
    json: [
      '{ file, sha256, project, version, grade, source, isolation, rebuilt: { file, sha256 }, tools: { python, asOf, wheels },',
      '  surroundings, differences: [{ kind, part, count, members, says, mend }], trials, written: [PATH] }',
    ],
    exitCodes: [0, 1, 2, 10, 21, 22],
    examples: [
      { command: 'trustctl reproduce six==1.16.0', does: 'rebuild what the index has' },
      {
        command:
          'trustctl reproduce acme_pay-1.0-py3-none-any.whl --from https://git.acme.example/pay@3f786850e387550fdab836ed7e6dc881de23001b --as-of 2024-11-27T12:00:00Z',
        does: 'rebuild a file from a commit',
      },
      {
        command:
          'trustctl reproduce acme_pay-1.0.tar.gz --from https://git.acme.example/pay@3f786850e387550fdab836ed7e6dc881de23001b',
        does: 'rebuild a source distribution, with the tools of the commit’s build.lock',
      },
      {
        command: 'trustctl reproduce six==1.16.0 --key rebuilder.pem --rebuilder acme --out statements',
        does: 'state an identical rebuild',
      },
    ],
    files: [
      { path: 'DIR/FILE.NAME.rebuild.json', what: 'the signed statement, where the rebuild is identical' },
      { path: 'DIR/rebuilt/FILE', what: 'the best rebuild, with --out' },
    ],
    seeAlso: ['trustctl build', 'trustctl evidence add', 'trustctl verify'],
  },
  options: (parser) =>
    withJson(parser)
      .positional('what', {
        type: 'string',
        demandOption: true,
        describe: 'a release, or a wheel or source distribution at hand',
      })
      .option('source', textOption('source', 'the source distribution to build from'))
      .option('from', textOption('from', 'the commit to build from, with all its digits: REPO@COMMIT'))
      .option('as-of', textOption('as-of', 'no tools that were uploaded after this time'))
      .option('out', textOption('out', 'a folder for the rebuild and the statement'))
      .option('key', textOption('key', 'a private key (PEM) to sign the statement with'))
      .option(
        'rebuilder',
        textOption('rebuilder', 'your name among rebuilders, in the statement’s file name'),
      )
      .option('builder', textOption('builder', 'an URI that says in the statement who rebuilt'))
      .option('strict', {
        type: 'boolean',
        default: false,
        defaultDescription: 'no',
        describe: 'exit 10 for anything but identical',
      }),
  run: async (options, cli) => {
    const { reproduceWish, rebuildResult } = await import('../reproduce/index.ts')
    const wish = await reproduceWish(options, cli)
    const { reproduction, json, lines } = await rebuildResult(wish, cli)
    await keepGrade(reproduction.published.filename, reproduction.grade, cli)
    printResult(cli, options.json, { json, text: () => lines })
    return exitCodeOf(reproduction.grade, options.strict)
  },
}

/** For the figures of `trustctl report`. */
async function keepGrade(filename: string, grade: string, cli: Cli): Promise<void> {
  const { addToJournal, journalFile, releaseOf } = await import('../../publish/journal/index.ts')
  const name = releaseOf([filename])
  if (name === null) return
  const platform = `${process.platform}-${process.arch}`
  await addToJournal(journalFile(cli.paths.state), {
    kind: 'reproduction',
    at: cli.now(),
    ...name,
    platform,
    grade,
  })
}

function exitCodeOf(
  grade: 'identical' | 'container' | 'explained' | 'different' | 'unbuilt',
  strict: boolean,
): ExitCode {
  switch (grade) {
    case 'identical':
      return EXIT.ok
    case 'container':
    case 'explained':
      return strict ? EXIT.warnings : EXIT.ok
    case 'different':
      return EXIT.invalid
    case 'unbuilt':
      return EXIT.unavailable
  }
}

function textOption(name: string, describe: string) {
  return { type: 'string', requiresArg: true, describe, coerce: once(name) } as const
}
