import { dirname, join } from 'node:path'
import type { PipCommand } from '../../canary/index.ts'
import type { DoctorWorld } from '../doctor-world.ts'
import { inParallel } from '../in-parallel.ts'
import { askPython, type AskedPython } from './ask-python.ts'
import { isFront } from './front.ts'
import { isSentToGuard } from './guard-proxy.ts'
import { pathFolders, pythonPlaces, type FoundBy, type PythonPlace } from './python-places.ts'
import { trustedProgram } from './trusted-program.ts'

/** How a pip is reached today: by the front, by a witness that its Python loads, by the guard in its configuration. */
export type Reach = 'shim' | 'witness' | 'pip-conf'

/** One way in which this person may run pip. */
export interface FoundPip {
  /** What a person types: `pip`, `uv pip`, or a Python with `-m pip`. */
  readonly name: string
  readonly command: PipCommand
  readonly by: FoundBy | 'typed' | 'uv'
  /** Null for what is typed, and for uv: which Python it is, they find out themselves. */
  readonly python: AskedPython | null
  readonly reached: readonly Reach[]
  /** Why it is not run, not even to ask it; null where it may be. */
  readonly foreign: string | null
}

/** Everything that was found. */
export interface Found {
  readonly pips: readonly FoundPip[]
  /** Pythons without a pip: there is nothing to guard. */
  readonly withoutPip: readonly string[]
  /** Programs that are named as a Python is, and did not answer as one. */
  readonly silent: readonly string[]
}

/** Pythons that are asked; what is found beyond that is told as silent. */
export const MAX_PYTHONS = 200

type World = Pick<DoctorWorld, 'env' | 'home' | 'cwd' | 'uid' | 'cores'>

/** Finds every pip of this person. Pythons are started to be asked, a few at a time; those of other users are not. */
export async function findPips(folders: readonly string[], world: World): Promise<Found> {
  const places = distinctPlaces(await pythonPlaces(folders, world), world)
  const foreign = places.flatMap(({ path, by, trusted }) =>
    trusted.kind === 'foreign' ? [foreignPip(path, by, trusted.why)] : [],
  )
  const own = places.filter(({ trusted }) => trusted.kind === 'program')
  const asked = await inParallel(own.slice(0, MAX_PYTHONS), world.cores, async (place) => ({
    place,
    facts: await askPython(place.path, world.env),
  }))
  const answered = asked.flatMap(({ place, facts }) => (facts === null ? [] : [{ place, facts }]))
  const installations = distinctBy(answered, ({ facts }) => `${facts.prefix} ${facts.version}`)
  const withPip = installations.filter(({ facts }) => facts.pip !== null)
  return {
    pips: [
      ...typedPips(world),
      ...(await Promise.all(withPip.map(({ place, facts }) => modulePip(place, facts, world)))),
      ...uvPips(world),
      ...foreign,
    ],
    withoutPip: installations.filter(({ facts }) => facts.pip === null).map(({ place }) => place.path),
    silent: [
      ...asked.filter(({ facts }) => facts === null).map(({ place }) => place.path),
      ...own.slice(MAX_PYTHONS).map(({ path }) => path),
    ],
  }
}

function distinctPlaces(places: readonly PythonPlace[], { uid }: World) {
  const looked = places.map((place) => ({ ...place, trusted: trustedProgram(place.path, uid) }))
  return distinctBy(
    looked.filter(({ trusted }) => trusted.kind !== 'none'),
    // Two names of one file in one folder are one Python; in another folder it may belong to an environment.
    ({ path, trusted }) => `${dirname(path)} ${trusted.kind === 'program' ? trusted.realPath : path}`,
  )
}

function distinctBy<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return [...new Map(items.toReversed().map((item) => [keyOf(item), item])).values()].toReversed()
}

/** What PATH finds for `pip` and `pip3`; of two names for the same thing in one folder, the first. */
function typedPips(world: World): readonly FoundPip[] {
  const found = ['pip', 'pip3'].flatMap((name) => {
    const pip = firstOnPath(name, world)
    return pip === null ? [] : [{ ...pip, name }]
  })
  const [first, second] = found
  if (first === undefined) return []
  const isOne =
    second !== undefined && first.isFront === second.isFront && dirname(first.path) === dirname(second.path)
  return (isOne ? [{ ...first, name: `${first.name}, ${second.name}` }] : found).map(
    ({ name, path, isFront: front, foreign }) => ({
      name,
      command: [path],
      by: 'typed',
      python: null,
      reached: front ? ['shim'] : [],
      foreign,
    }),
  )
}

interface OnPath {
  readonly path: string
  readonly isFront: boolean
  readonly foreign: string | null
}

function firstOnPath(name: string, world: World): OnPath | null {
  for (const folder of pathFolders(world)) {
    const path = join(folder, name)
    const trusted = trustedProgram(path, world.uid)
    if (trusted.kind === 'none') continue
    return { path, isFront: isFront(path), foreign: trusted.kind === 'foreign' ? trusted.why : null }
  }
  return null
}

function uvPips(world: World): readonly FoundPip[] {
  const uv = firstOnPath('uv', world)
  if (uv === null) return []
  return [
    {
      name: 'uv pip',
      command: [uv.path, 'pip'],
      by: 'uv',
      python: null,
      reached: uv.isFront ? ['shim'] : [],
      foreign: uv.foreign,
    },
  ]
}

async function modulePip({ path, by }: PythonPlace, facts: AskedPython, world: World): Promise<FoundPip> {
  const sent = await isSentToGuard(facts.prefix, world)
  // Behind a shim of pyenv's is the Python that it chose.
  const isTrusted = trustedProgram(facts.executable, world.uid).kind === 'program'
  const python = isTrusted ? facts.executable : path
  return {
    name: `${python} -m pip`,
    command: [python, '-m', 'pip'],
    by,
    python: facts,
    reached: [
      ...(facts.witness === null ? [] : (['witness'] as const)),
      ...(sent ? (['pip-conf'] as const) : []),
    ],
    foreign: null,
  }
}

function foreignPip(path: string, by: FoundBy, why: string): FoundPip {
  return { name: `${path} -m pip`, command: [path, '-m', 'pip'], by, python: null, reached: [], foreign: why }
}
