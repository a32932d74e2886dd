import { changedByte, makeWheel, type ServedFile, type ServedProject } from '../../test/world/index/index.ts'
import type { AttestWish, World, WorldPublisher } from '../../test/world/sigstore/index.ts'
import { attested, provenanceOf, seededNumber, served } from '../../test/e2e/harness/index.ts'

/** What is planted at one project, and what must be found there. */
export interface Plant {
  readonly what: string
  readonly decision: 'allow' | 'warn' | 'block'
  readonly code: string
  /** The project's second release; its first is long out and attested by `publisherOf` unless `first` says otherwise. */
  readonly next: (world: World, name: string) => ServedFile
  readonly first?: (world: World, name: string) => ServedFile
  readonly project?: Partial<ServedProject>
  /** It is asked for by its version. */
  readonly pinned?: true
}

type GitHub = Extract<WorldPublisher, { kind: 'github' }>

const EARLIER = '1.0'
/** The version that a plant's `next` has. */
export const NEXT = '1.1'
const HOUR_MS = 3_600_000

const specOf = (name: string, version: string) => ({
  project: name,
  version,
  files: { [`${name.replaceAll('-', '_')}.py`]: 'WORD = "good"\n' },
})
const wheelOf = (name: string, version = NEXT) => makeWheel(specOf(name, version))

/** Each project has a repository of its own, with numeric ids as the certificates of real ones have. */
function publisherOf(name: string): GitHub {
  const id = String(1000 + seededNumber(`repository of ${name}`, 1_000_000))
  return {
    kind: 'github',
    repository: `${name}/${name}`,
    workflow: 'release.yml',
    repositoryId: id,
    ownerId: `7${id}`,
  }
}

const by = (world: World, name: string, version: string, changes: Partial<GitHub> = {}): ServedFile =>
  attested(world, wheelOf(name, version), { publisher: { ...publisherOf(name), ...changes } })

/** The provenance of the project's own publisher, for whatever it is about. */
const ownWish = (name: string): Pick<AttestWish, 'publisher'> => ({ publisher: publisherOf(name) })

const HONEST: Plant = {
  what: 'attested by the same publisher',
  decision: 'allow',
  code: 'TC0000',
  next: (world, name) => by(world, name, NEXT),
}

const PLANTS: readonly Plant[] = [
  {
    what: 'never attested',
    decision: 'warn',
    code: 'TC2102',
    first: (_world, name) => served(wheelOf(name, EARLIER), { provenance: null }),
    next: (_world, name) => served(wheelOf(name), { provenance: null }),
  },
  {
    what: 'attested before, and no more',
    decision: 'block',
    code: 'TC2103',
    next: (_world, name) => served(wheelOf(name), { provenance: null }),
  },
  {
    what: 'attested by another workflow',
    decision: 'block',
    code: 'TC2204',
    next: (world, name) => by(world, name, NEXT, { workflow: 'nightly.yml' }),
  },
  {
    what: 'attested by another repository',
    decision: 'block',
    code: 'TC2204',
    next: (world, name) =>
      by(world, name, NEXT, { repository: `evil/${name}`, repositoryId: '66', ownerId: '6' }),
  },
  {
    what: 'attested by the same repository under another name',
    decision: 'allow',
    code: 'TC0000',
    next: (world, name) => by(world, name, NEXT, { repository: `${name}-labs/${name}` }),
  },
  {
    what: 'one byte changed, the index adapted to it',
    decision: 'block',
    code: 'TC2111',
    next: (world, name) =>
      served(changedByte(specOf(name, NEXT)), {
        provenance: provenanceOf(world, wheelOf(name), ownWish(name)),
      }),
  },
  {
    what: 'the attestation of the release before',
    decision: 'block',
    code: 'TC2124',
    next: (world, name) =>
      served(wheelOf(name), { provenance: provenanceOf(world, wheelOf(name, EARLIER), ownWish(name)) }),
  },
  {
    what: 'an attestation that is not JSON',
    decision: 'block',
    code: 'TC2110',
    next: (_world, name) => served(wheelOf(name), { provenance: Buffer.from('<html>') }),
  },
  {
    what: 'in quarantine',
    decision: 'block',
    code: 'TC4013',
    next: HONEST.next,
    project: { status: { status: 'quarantined', reason: 'malware was reported' } },
  },
  {
    what: 'five hours old, and asked for by its version',
    decision: 'block',
    code: 'TC4015',
    next: (world, name) => ({
      ...by(world, name, NEXT),
      uploadTime: new Date(Date.now() - 5 * HOUR_MS).toISOString(),
    }),
    pinned: true,
  },
]

/** How many of a hundred have something planted at them: three of each kind on the average. */
const PLANTED_OF_100 = 30

/** What is planted at a project, drawn from the seed. */
export function plantAt(name: string, seed: string): Plant {
  if (seededNumber(`${seed} planted at ${name}`, 100) >= PLANTED_OF_100) return HONEST
  return PLANTS[seededNumber(`${seed} what at ${name}`, PLANTS.length)] ?? HONEST
}

/** The project as the index serves it, both releases. */
export function projectWith({ first, next, project }: Plant, world: World, name: string): ServedProject {
  const before = first?.(world, name) ?? by(world, name, EARLIER)
  return { name, versions: [EARLIER, NEXT], files: [before, next(world, name)], ...project }
}
