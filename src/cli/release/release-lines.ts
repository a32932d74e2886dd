import {
  identityWords,
  type Released,
  type ReleasePlan,
  type ReleaseSigner,
} from '../../publish/release/index.ts'
import { painter, safeText, sheet, type SheetRow } from '../../verdict/index.ts'
import type { Cli } from '../cli.ts'
import type { ReleaseWish } from './release-wish.ts'

const DOES: Readonly<Record<ReleasePlan['steps'][number]['step'], string>> = {
  build: 'build sdist and wheel from the commit, by build.lock',
  reproduce: 'build again with everything varied, and compare',
  sbom: 'write the bill of materials',
  sign: 'sign each file, ledger first',
  verify: 'verify as a consumer who trusts the signer, and refuse altered copies',
}

/** What a release would do. */
export function planLines(
  { steps, folder }: ReleasePlan,
  { request, world: { signer } }: ReleaseWish,
  cli: Cli,
): readonly string[] {
  const rows = steps.map(
    ({ step, isKept }) => [step, isKept ? 'done before, and it fits: kept' : DOES[step]] as const,
  )
  const state = {
    absent: 'written when all is verified',
    same: 'there already, and the same',
    other: 'HOLDS SOMETHING ELSE: would be refused',
  }
  return [
    painter(cli.colour)('strong', 'nothing is done: this is what would be'),
    ...sheet([...rows, ...signerRows(signer), ['folder', `${request.out}: ${state[folder]}`]], 2, cli.width),
  ]
}

function signerRows(signer: ReleaseSigner): readonly SheetRow[] {
  if (signer.kind === 'identity') return [['identity', safeText(identityWords(signer.identity))]]
  return signer.keys.map(({ fingerprint, holder }) => ['key', `${fingerprint} of ${safeText(holder)}`])
}

/** What was released. */
export function releasedLines(
  { done, files }: Released,
  { request }: ReleaseWish,
  cli: Cli,
): readonly string[] {
  const paint = painter(cli.colour)
  return [
    `${paint('good', 'released')} into ${request.out}: ${files.length} files`,
    ...done.flatMap(({ record }) => [
      `  ${paint('strong', record.step)}`,
      ...record.says.map((line) => `    ${safeText(line, 400)}`),
    ]),
    ...files.map(({ name }) => `  ${safeText(name)}`),
  ]
}
