import {
  painter,
  publisherRows,
  REASONS,
  safeText,
  sheet,
  timeText,
  type Finding,
  type SheetRow,
} from '../../verdict/index.ts'
import type { Cli } from '../cli.ts'
import type { SignedFile } from './verify-signed-file.ts'

/** The result in lines for a person. */
export function signedLines(
  { file, sha256, answer }: SignedFile,
  { colour, width }: Pick<Cli, 'colour' | 'width'>,
): readonly string[] {
  const paint = painter(colour)
  const word = answer.verified ? paint('good', 'VERIFIED') : paint('bad', 'NOT VERIFIED')
  const rows = answer.verified ? answer.by.flatMap(signedRows) : findingRows(answer.finding)
  return [`${paint('strong', word)}  ${safeText(file)}`, ...sheet([['sha256', sha256], ...rows], 2, width)]
}

/** The same for programs; stable keys. */
export function signedJson({ file, sha256, answer }: SignedFile): object {
  const head = { file, sha256, verified: answer.verified }
  if (answer.verified)
    return { ...head, code: 'TC0000', slug: REASONS.TC0000.slug, signatures: answer.by, finding: null }
  const { code } = answer.finding
  return { ...head, code, slug: REASONS[code].slug, signatures: [], finding: answer.finding }
}

type SignedFact = Extract<SignedFile['answer'], { readonly verified: true }>['by'][number]

function signedRows({
  publisher,
  predicateType,
  signedAt,
  log,
  trustRoot,
  builder,
}: SignedFact): readonly SheetRow[] {
  return [
    ...publisherRows(publisher),
    ['says', safeText(predicateType)],
    ...(builder === null ? [] : [['builder', safeText(builder)] as const]),
    ['signed', signedAt === null ? 'nobody proves when' : timeText(signedAt)],
    ['trust root', safeText(trustRoot)],
    ...log.map((entry) => ['log entry', safeText(entry.index)] as const),
  ]
}

function findingRows({ code, expected, found }: Finding): readonly SheetRow[] {
  return [
    ['reason', `${code} ${REASONS[code].title}`],
    ['found', safeText(found)],
    ['expected', safeText(expected)],
    ['look up', `trustctl why ${code}`],
  ]
}
