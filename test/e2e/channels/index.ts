import { SAMPLE_SEED, seededNumber } from '../harness/index.ts'
import { buildCases } from './build-cases.ts'
import { cacheCases } from './cache-cases.ts'
import type { ChannelCase } from './channel-case.ts'
import { commandCases } from './command-cases.ts'
import { fetchingCases } from './fetching-cases.ts'
import { indexCases } from './index-cases.ts'
import { interpreterCases } from './interpreter-cases.ts'
import { localCases } from './local-cases.ts'
import { machineCases } from './machine-cases.ts'
import { optionCases } from './option-cases.ts'
import { textCases } from './text-cases.ts'
import { transportCases } from './transport-cases.ts'
import { urlCases } from './url-cases.ts'
import { vcsCases } from './vcs-cases.ts'

export type { ChannelCase } from './channel-case.ts'
export { mustRefuse, mustSucceed } from './channel-case.ts'
export { LEAKS, type Leak } from './leaks.ts'

/** Roads of one kind, and what must happen on them. */
export interface Channel {
  readonly title: string
  readonly sentence: string
  readonly cases: readonly ChannelCase[]
}

/** Every row of the matrix, by channel. */
export const CHANNELS: readonly Channel[] = [
  {
    title: 'Indexes',
    sentence:
      'What an index serves is judged by its digest before pip has it, whatever the index, its scheme and the hosts that it sends on to.',
    cases: indexCases,
  },
  {
    title: 'Direct URLs',
    sentence:
      'A file by its address is judged by its bytes: neither suffix nor media type makes it something else.',
    cases: urlCases,
  },
  {
    title: 'Files and folders of this machine',
    sentence:
      'No proxy sees them; the witness judges each archive when pip opens it, and refuses what another user could change.',
    cases: localCases,
  },
  {
    title: 'Caches',
    sentence:
      'What pip kept from an earlier run is judged again, and a wheel from its cache must be one whose build was recorded.',
    cases: cacheCases,
  },
  {
    title: 'Texts that name files',
    sentence:
      'Requirements, constraints, lock files and groups may name any source; what they name is judged like anything else.',
    cases: textCases,
  },
  {
    title: 'Builds and source trees',
    sentence:
      'What a build is made with is judged in the pip that the build starts; folders are judged before any of their code runs.',
    cases: buildCases,
  },
  {
    title: 'Version control',
    sentence:
      'No digest can vouch for a repository, so the policy decides before anything is fetched, and the source is recorded.',
    cases: vcsCases,
  },
  {
    title: 'Commands',
    sentence:
      'What a command fetches is judged; one that does not fetch is passed on without starting anything. Where an index gives PEP 658 metadata, `pip lock` and `--dry-run` fetch no file at all: none is unpacked, and the one that a lock names is judged when it is installed.',
    cases: fetchingCases,
  },
  {
    title: 'Options and settings',
    sentence:
      'The user’s own proxies, certificates, caches and indexes hold, and none of them is a way round.',
    cases: optionCases,
  },
  {
    title: 'Interpreters',
    sentence: 'However the pip on PATH is started, the witness is in its process before it does anything.',
    cases: interpreterCases,
  },
  {
    title: 'What else lies on the machine',
    sentence: 'Planted modules never come before the witness, and what the user customised still runs.',
    cases: machineCases,
  },
  {
    title: 'Honest work: commands',
    sentence: 'What works without the product works with it.',
    cases: commandCases,
  },
  {
    title: 'Honest work: transport',
    sentence: 'Every form of page and every way to it works as without the product.',
    cases: transportCases,
  },
]

export const CHANNEL_CASES: readonly ChannelCase[] = CHANNELS.flatMap(({ cases }) => cases)

/** So many rows as the seed chooses, in their order. */
export function sampledCases(count: number): readonly ChannelCase[] {
  const byChance = CHANNEL_CASES.toSorted((a, b) => drawOf(a) - drawOf(b))
  const chosen = new Set(byChance.slice(0, count))
  return CHANNEL_CASES.filter((each) => chosen.has(each))
}

function drawOf({ name }: ChannelCase): number {
  return seededNumber(`${SAMPLE_SEED} sample ${name}`, 2 ** 32)
}
