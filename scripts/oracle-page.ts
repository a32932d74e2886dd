import type { Peer } from './oracle-peers.ts'
import { REASONS, reasonOf, type Difference, type Reason } from './oracle-reasons.ts'
import type { OracleCase } from './oracle-vectors.ts'

/** What one oracle said of all that it was asked. */
export interface Answers {
  readonly peer: Peer
  readonly asked: readonly OracleCase[]
  /** In the order of `asked`. */
  readonly answers: readonly string[]
}

export const differencesOf = ({ peer, asked, answers }: Answers): readonly Difference[] =>
  asked.flatMap((each, at) => {
    const theirs = answers[at] ?? 'no answer'
    return (each.ours === 'ok') === (theirs === 'ok') ? [] : [{ oracle: peer.name, asked: each, theirs }]
  })

const plain = (text: string): string => text.replaceAll('|', '/').replaceAll('\n', ' ')

function figures({ peer, asked, answers }: Answers, isCounted: (asked: OracleCase) => boolean): string {
  const rows = asked
    .map((each, at) => ({ each, theirs: answers[at] === 'ok' }))
    .filter(({ each }) => isCounted(each))
  const count = (test: (row: (typeof rows)[number]) => boolean) => rows.filter(test).length
  const ours = ({ each }: (typeof rows)[number]): boolean => each.ours === 'ok'
  return [
    `${peer.name} ${peer.version.replace(/^v/, '')}`,
    rows.length,
    count(({ theirs }) => theirs),
    count(ours),
    count((row) => row.theirs && !ours(row)),
    count((row) => !row.theirs && ours(row)),
  ].join(' | ')
}

const FIGURES =
  '| oracle | asked | they accept | we accept | accepted by them alone | by us alone |\n|---|--:|--:|--:|--:|--:|'

function reasonRows(reasons: readonly Reason[], differences: readonly Difference[]): readonly string[] {
  return reasons.flatMap((reason) => {
    const mine = differences.filter((each) => reasonOf(each) === reason)
    const names = [...new Set(mine.map(({ oracle }) => oracle))]
    const who = names.map((name) => `${name} ${mine.filter(({ oracle }) => oracle === name).length}`)
    return who.length === 0 ? [] : [`| ${reason.what} | ${who.join(', ')} | ${reason.right}: ${reason.why} |`]
  })
}

const detail = ({ oracle, asked, theirs }: Difference): string =>
  `| \`${asked.name}\` | ${oracle} | ${asked.ours} | ${plain(theirs).slice(0, 120)} |`

/** The differences that no reason explains, as lines. */
export const unexplained = (all: readonly Answers[]): readonly string[] =>
  all
    .flatMap(differencesOf)
    .filter((each) => reasonOf(each) === null)
    .map(({ oracle, asked, theirs }) =>
      plain(
        `${oracle}: ${asked.name}, ${asked.from} at ${asked.where.slice(0, 200)}: we ${asked.ours}, they ${theirs}`,
      ),
    )

/** `docs/reference/oracles.md`. */
export function page(all: readonly Answers[], count: number, seed: number): string {
  const differences = all.flatMap(differencesOf)
  const isVector = ({ from }: OracleCase): boolean => from === 'vector'
  return [
    '# Where the verifier and its oracles differ',
    '',
    '<!-- Made by `npm run oracles -- --write`: change scripts/oracle-page.ts and scripts/oracle-reasons.ts instead. -->',
    '',
    '`npm run oracles` asks five other verifiers about every Sigstore and PEP 740 vector, and about mutations of the good ones. Each',
    'is asked whether the bytes verify, whoever signed; PEP 740’s attestations are asked about as they are and, rewritten, as bundles.',
    'cosign and sigstore-go are asked by a program of ours (`scripts/go-oracles`), which is built with Go outside the repository: cosign’s',
    'part calls what `cosign verify-blob` and `verify-blob-attestation` call, with `--use-signed-timestamps` where the bundle as it was made',
    'has no promised time.',
    '',
    '## The vectors',
    '',
    FIGURES,
    ...all.map((each) => `| ${figures(each, isVector)} |`),
    '',
    '## Mutations',
    '',
    `\`--count ${count} --seed ${seed}\`:`,
    '',
    FIGURES,
    ...all.map((each) => `| ${figures(each, (asked) => !isVector(asked))} |`),
    '',
    'What we accept says the same as the good bundle, to the letter. What differs is how much of a bundle a verifier looks at. Every',
    'difference has one of these reasons (the script fails otherwise):',
    '',
    '## They accept, we refuse',
    '',
    '| what | who, how often | who is right, and why |',
    '|---|---|---|',
    ...reasonRows(REASONS.theyAccept, differences),
    '',
    '## We accept, they refuse',
    '',
    '| what | who, how often | who is right, and why |',
    '|---|---|---|',
    ...reasonRows(REASONS.weAccept, differences),
    '',
    '## The vectors one by one',
    '',
    '| vector | oracle | we | they |',
    '|---|---|---|---|',
    ...differences.filter(({ asked }) => isVector(asked)).map(detail),
    '',
  ].join('\n')
}
