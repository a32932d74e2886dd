import type { BuildWorld } from '../../publish/build/index.ts'
import type { Cli } from '../cli.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { many, once, withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import { withKeyless, type KeylessOptions } from '../signing/index.ts'
import type { Verb } from '../verb.ts'

interface Options extends KeylessOptions {
  json: boolean
  dir: string | undefined
  'dry-run': boolean
  out: string | undefined
  tag: string | undefined
  python: string | undefined
  key: readonly string[]
  form: readonly string[]
  sbom: string
  builder: string | undefined
  'passphrase-fd': string | undefined
}

/** `trustctl release` */
export const release: Verb<Options> = {
  manual: {
    synopsis:
      '[--dry-run] [--tag TAG] [--python X.Y] {[--key FINGERPRINT]... | --keyless --signing-config FILE --trusted-root FILE} [--form FORM]... [--sbom cyclonedx|spdx] [--builder URI] [--out FOLDER] [--passphrase-fd N] [--json] [DIR]',
    description: [
      'Makes a release of the commit in DIR (here, if nothing is named): builds sdist and wheel by `build.lock`; builds them again with everything varied that can be, and compares; writes the bill of materials; signs; and verifies what was signed as a consumer would who trusts the signer alone, in a home of its own, and who must refuse altered copies. Only then the upload folder appears, whole.',
      'Each step has a record that names what it was made from, what it made and the record before, by sha256. A release that was cut off goes on at the step that is missing; where the commit, the keys or an option changed, it starts from there.',
      'In the folder: the artifacts, each with its signatures beside it (FILE.publish.attestation, FILE.slsa.attestation, FILE.asc …), the build record, the bill of materials, and the records of the steps, one a line. By keys that are for it (`keys new --purpose`) also a statement of the rebuild, and the bill signed.',
      'With --keyless nobody’s key signs, but whom an identity token names (SIGSTORE_ID_TOKEN, or in a job of GitHub’s with `id-token: write` the one that it is asked for when it is needed), certified by a Sigstore instance as in `trustctl sign`. The consumer’s policy names that identity as the token does (workflow and ref of a forge, pipeline, mail address), and trusts the instance’s trusted_root.json. Statements of the rebuild and the bill are made by keys alone.',
      'A dirty tree, a moved tag, a key that is expired or revoked, a second build of other bytes, a verification that fails: nothing is released.',
    ],
    json: [
      '{ folder, files: [{ name, sha256 }], steps: [RECORD] }',
      'with --dry-run: { folder, state, steps: [{ step, isKept }], keys: [FINGERPRINT], identity: IDENTITY | null }',
    ],
    exitCodes: [0, 1, 2, 20, 21, 22, 23, 25],
    examples: [
      { command: 'trustctl release --dry-run', does: 'see what would be done' },
      { command: 'trustctl release --tag v1.4.0', does: 'release the commit that the tag stands for' },
      {
        command: 'trustctl release --keyless --signing-config config.json --trusted-root root.json',
        does: 'sign as the CI’s identity',
      },
    ],
    files: [
      { path: 'DIR/release', what: 'the upload folder, unless --out names another' },
      { path: '~/.local/state/pip-trust/releases', what: 'the steps that were done, by project' },
      { path: '~/.local/state/pip-trust/publisher.jsonl', what: 'what `trustctl report` counts' },
    ],
    seeAlso: [
      'trustctl build',
      'trustctl keys new',
      'trustctl sign',
      'trustctl drill naked-build',
      'trustctl report',
    ],
  },
  options: (parser) =>
    withKeyless(withJson(parser))
      .positional('dir', { type: 'string', describe: 'the project’s folder, or an sdist' })
      .option('dry-run', {
        type: 'boolean',
        default: false,
        defaultDescription: 'no',
        describe: 'do nothing, and say what would be done',
      })
      .option('out', textOption('out', 'the upload folder'))
      .option('tag', textOption('tag', 'the tag that must stand for the commit'))
      .option('python', textOption('python', 'the Python to build with: X.Y, or a path'))
      .option(
        'key',
        manyOption(
          'key',
          'a key of your own by its fingerprint, or how that begins; the one that signs releases, if none is named',
        ),
      )
      .option('form', manyOption('form', 'a form of signature; all that the keys make, if none is named'))
      .option('sbom', {
        type: 'string',
        requiresArg: true,
        default: 'cyclonedx',
        coerce: (value: unknown) => once('sbom')(value) ?? 'cyclonedx',
        describe: 'the format of the bill of materials',
      })
      .option('builder', textOption('builder', 'an URI that says in statements who built'))
      .option(
        'passphrase-fd',
        textOption('passphrase-fd', 'read the passphrase of the keys from this descriptor'),
      ),
  run: async (options, cli) => {
    const { inBuildWorld } = await import('../build-world.ts')
    return await inBuildWorld(cli, (build, goOn) => releaseIn(options, cli, build, goOn))
  },
}

async function releaseIn(options: Options, cli: Cli, build: BuildWorld, goOn: () => void): Promise<ExitCode> {
  const { planLines, releasedLines, releaseWish } = await import('../release/index.ts')
  const { planRelease, releaseProject } = await import('../../publish/release/index.ts')
  const wish = await releaseWish(options, cli, build, goOn)
  const { request, world } = wish
  if (options['dry-run']) {
    const plan = await planRelease(request, world)
    const { signer } = world
    const keys = signer.kind === 'keys' ? signer.keys.map(({ fingerprint }) => fingerprint) : []
    const identity = signer.kind === 'identity' ? signer.identity : null
    printResult(cli, options.json, {
      json: { folder: request.out, state: plan.folder, steps: plan.steps, keys, identity },
      text: () => planLines(plan, wish, cli),
    })
    return EXIT.ok
  }
  const released = await releaseProject(request, world)
  printResult(cli, options.json, {
    json: {
      folder: request.out,
      files: released.digests,
      steps: released.done.map(({ record }) => record),
    },
    text: () => releasedLines(released, wish, cli),
  })
  return EXIT.ok
}

function textOption(name: string, describe: string) {
  return { type: 'string', requiresArg: true, describe, coerce: once(name) } as const
}

function manyOption(name: string, describe: string) {
  return {
    type: 'string',
    array: true,
    requiresArg: true,
    default: [],
    describe,
    coerce: many(name),
  } as const
}
