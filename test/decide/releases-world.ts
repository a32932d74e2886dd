import { judge, tellReleases, type Outcome, type Question, type Verified } from '../../src/decide/index.ts'
import { sha256Of } from '../../src/encoding/index.ts'
import { parseProjectName, parseVersion, type Version } from '../../src/python/index.ts'
import type { KeptListing } from '../../src/store/index.ts'
import type { Evidence, Fact, GitHubPublisher, ListedFile, Listing } from '../../src/verdict/index.ts'
import { fileArtifact, known, question, RUN } from '../protocol/samples.ts'
import { attestation, github } from '../store/samples.ts'
import { NOTHING, plantedWorld, type Planted } from './planted-world.ts'

export const INDEX = { url: 'https://packages.example/simple', insecure: false }
export const FLASK = known(parseProjectName('flask'))
export const NOW = 1_790_000_000
export const DAY = 86_400

export const PROVENANCE: Evidence = {
  kind: 'pep740-provenance',
  origin: { via: 'index', where: 'https://packages.example/p' },
  bytes: new Uint8Array([1]),
}

export function version(text: string): Version {
  return known(parseVersion(text))
}

/** A wheel of flask as a page lists it. */
export function wheel(text: string, change: Partial<ListedFile> = {}): ListedFile {
  const filename = `flask-${text}-py3-none-any.whl`
  const sha256 = sha256Of(Buffer.from(filename))
  const base = { filename, version: version(text), kind: 'wheel', sha256, uploadedAt: null } as const
  return { ...base, attested: true, yanked: false, ...change }
}

export function sdist(text: string, change: Partial<ListedFile> = {}): ListedFile {
  return wheel(text, { filename: `flask-${text}.tar.gz`, kind: 'sdist', ...change })
}

export function page(files: readonly ListedFile[], change: Partial<Listing> = {}): Listing {
  return { index: INDEX, project: FLASK, status: null, offersProvenance: true, files, ...change }
}

/** A question about a listed file. */
export function about(file: ListedFile, change: Partial<Question> = {}): Question {
  const { filename, kind, version: its, sha256 } = file
  const artifact = fileArtifact({
    project: FLASK,
    filename,
    kind,
    version: its,
    sha256: known(sha256),
    index: INDEX,
  })
  const evidence = file.attested ? [PROVENANCE] : []
  return question({ artifact, offer: file.attested ? 'offered' : 'none', evidence, ...change })
}

/** A world in which files are attested by whom the test says; others have no attestation. */
export function attestedWorld(
  publishers: Readonly<Record<string, GitHubPublisher>>,
  change: Partial<Planted> = {},
): Planted {
  const asked: Planted['asked'] = []
  const verify: Planted['verify'] = (verification) => {
    asked.push(verification)
    const publisher = publishers[verification.artifact.filename]
    const isAttested = publisher !== undefined && verification.evidence.length > 0
    const facts: readonly Fact[] = [isAttested ? attestation(publisher) : NOTHING]
    return Promise.resolve({ kind: 'facts', facts, recheckAfter: null } satisfies Verified)
  }
  return { ...plantedWorld({ verify, now: () => NOW, ...change }), asked }
}

export async function tell(world: Planted, files: readonly ListedFile[], change: Partial<Listing> = {}) {
  return await tellReleases(RUN, page(files, change), world)
}

/** What is found about a file; one that asks for an earlier file's provenance gets it, as from the shim. */
export async function factsOf(
  world: Planted,
  file: ListedFile,
  change: Partial<Question> = {},
): Promise<readonly Fact[]> {
  const outcome = await answered(world, about(file, change))
  if (outcome.kind !== 'verdict') throw new Error(`expected a verdict and got ${outcome.kind}`)
  return outcome.verdict.facts
}

async function answered(world: Planted, asked: Question): Promise<Outcome> {
  const outcome = await judge(asked, world)
  if (outcome.kind !== 'precedent-wanted') return outcome
  return await judge({ ...asked, precedent: { filename: outcome.filename, evidence: [PROVENANCE] } }, world)
}

type OkOf<Check extends Fact['check']> = Extract<Fact, { check: Check; result: 'ok' }>

/** The one fact of a check that is `ok`; null where there is none. */
export function okFact<Check extends Fact['check']>(
  facts: readonly Fact[],
  check: Check,
): OkOf<Check> | null {
  const found = facts.find((fact): fact is OkOf<Check> => fact.check === check && fact.result === 'ok')
  return found ?? null
}

export async function keptListing(world: Planted): Promise<KeptListing> {
  return known(await world.store.listing(INDEX.url, FLASK))
}

/** Verification that could not have the evidence. */
export function unreachable(): Promise<Verified> {
  const finding = { code: 'TC2104', expected: 'the attestation', found: '503' } as const
  const fact: Fact = { ...NOTHING, result: 'unavailable', finding }
  return Promise.resolve({ kind: 'facts', facts: [fact], recheckAfter: null })
}

export { github }
