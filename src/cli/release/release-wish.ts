import { statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { sha256Of } from '../../encoding/index.ts'
import type { BuildWorld } from '../../publish/build/index.ts'
import { addToJournal, journalFile } from '../../publish/journal/index.ts'
import {
  keptSteps,
  type ReleaseRequest,
  type ReleaseSigner,
  type ReleaseWorld,
} from '../../publish/release/index.ts'
import { parseBillForm, type BillForm } from '../../publish/sbom/index.ts'
import { FORMS, type Form } from '../../publish/sign/index.ts'
import { outputFolders } from '../build-options.ts'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'
import { ledgerOf, type KeylessOptions } from '../signing/index.ts'
import { consumerOf } from './consume.ts'
import { identitySigner } from './identity-signer.ts'
import { ownReleaseKeys } from './own-keys.ts'

/** The options of `trustctl release`. */
export interface ReleaseOptions extends KeylessOptions {
  readonly dir: string | undefined
  readonly out: string | undefined
  readonly tag: string | undefined
  readonly python: string | undefined
  readonly key: readonly string[] | undefined
  readonly form: readonly string[] | undefined
  readonly sbom: string
  readonly builder: string | undefined
  readonly 'passphrase-fd': string | undefined
}

/** A release, whole and checked before anything is done. */
export interface ReleaseWish {
  readonly request: ReleaseRequest
  readonly world: ReleaseWorld
  /** Where the steps are kept. */
  readonly kept: string
}

/** Reads the options and the records of the keys; nobody is asked for a passphrase yet. Throws `CliError`, `KeysError`. */
export async function releaseWish(
  options: ReleaseOptions,
  cli: Cli,
  build: BuildWorld,
  goOn: () => void,
): Promise<ReleaseWish> {
  const path = resolve(cli.cwd, options.dir ?? '.')
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
  const out = resolve(cli.cwd, options.out ?? (isFolder ? join(path, 'release') : 'release'))
  const bill = billOf(options.sbom)
  const forms = options.form === undefined || options.form.length === 0 ? null : options.form.map(formOf)
  const signer = await signerOf(options, forms, cli)
  const builder = options.builder ?? `urn:publisher:${publisherName(signer)}`
  const kept = join(cli.paths.state, 'releases', sha256Of(Buffer.from(path)).slice(0, 16))
  return {
    kept,
    request: {
      build: {
        source: {
          path,
          tag: options.tag ?? null,
          epochSeconds: null,
          mayDiffer: [out, ...outputFolders(path)],
        },
        lockText: null,
        python: options.python ?? null,
        outputs: ['sdist', 'wheel'],
        settings: {},
        variables: {},
      },
      bill: { form: bill, folder: isFolder ? path : null },
      sign: { forms, builder, bill, actor: cli.actor },
      out,
    },
    world: {
      now: cli.now,
      onStep: (step, state) => {
        goOn()
        cli.complain(`trustctl: ${step}: ${state === 'kept' ? 'done before, and it fits' : 'begins'}`)
      },
      build,
      kept: keptSteps(kept),
      signer,
      ledger: ledgerOf(cli),
      consume: async (...asked) => {
        const judged = await consumerOf(cli)(...asked)
        goOn()
        return judged
      },
      journal: (happened) => addToJournal(journalFile(cli.paths.state), happened),
    },
  }
}

async function signerOf(
  options: ReleaseOptions,
  forms: readonly Form[] | null,
  cli: Cli,
): Promise<ReleaseSigner> {
  const named = options.key ?? []
  return options.keyless
    ? await identitySigner(cli, { ...options, forms, hasKeys: named.length > 0 })
    : await ownReleaseKeys(named, options['passphrase-fd'], cli)
}

function publisherName(signer: ReleaseSigner): string {
  if (signer.kind === 'keys') return signer.keys[0]?.holder ?? 'unknown'
  const { identity } = signer
  if ('repository' in identity) return identity.repository
  return 'email' in identity ? identity.email : `${identity.organization}/${identity.pipeline}`
}

function billOf(format: string): BillForm {
  const form = parseBillForm(format, null)
  if (form !== null) return form
  throw new CliError('usage', {
    message: `\`--sbom\` is \`${format}\`: expected cyclonedx or spdx`,
    hint: '--sbom cyclonedx',
  })
}

function formOf(name: string): Form {
  const form = FORMS.find((each) => each === name)
  if (form !== undefined) return form
  throw new CliError('usage', {
    message: `\`--form\` is \`${name}\`: expected one of ${FORMS.join(', ')}`,
    hint: '--form publish',
  })
}
