/** Judges every real vector twice, by shipped trust and by trust that a refresh left behind, and prints both as JSON. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { networkInterfaces, tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { addRoot } from '../src/sources/roots/change-roots.ts'
import { refreshRoot } from '../src/sources/roots/refresh.ts'
import { readTrustRoots } from '../src/sources/trust-roots.ts'
import { trustOf, type SigstoreRoot } from '../src/trust/index.ts'
import type { EvidenceKind } from '../src/verdict/index.ts'
import { SIGSTORE_CASES } from '../test/conformance/sigstore-cases.ts'
import { vectorsFolder } from '../test/conformance/vectors.ts'
import { publicRoot } from '../test/verify/mutations/javascript-oracle.ts'
import { artifactOf, codesOf, evidenceOf, factsOf, NOW, sha256 } from '../test/verify/support.ts'
import { createTufWorld, fetchFrom } from '../test/world/tuf/index.ts'

const LIB = join(import.meta.dirname, '..')
const SIGSTORE = vectorsFolder('sigstore')
const PEP740 = vectorsFolder('pep740')
const REPOSITORY = 'https://tuf.example'
const CACHED = 'cached'

interface Vector {
  readonly name: string
  readonly kind: EvidenceKind
  readonly evidence: string
  readonly artifact: string
}

function vectors(): readonly Vector[] {
  if (SIGSTORE === null || PEP740 === null) throw new Error('the vectors are not there: ../shared/vectors')
  const bundles = SIGSTORE_CASES.flatMap(({ bundle, artifact }) =>
    artifact === null
      ? []
      : [
          {
            name: bundle,
            kind: 'sigstore-bundle' as const,
            evidence: join(SIGSTORE, bundle),
            artifact: join(SIGSTORE, artifact),
          },
        ],
  )
  const attested = readdirSync(PEP740).flatMap((name): readonly Vector[] => {
    const [, file, suffix] = /^(.*(?:\.tar\.gz|\.whl))(\..+)$/.exec(name) ?? []
    if (file === undefined) return []
    const kind = suffix === '.provenance' ? 'pep740-provenance' : 'pep740-attestation'
    return [{ name, kind, evidence: join(PEP740, name), artifact: join(PEP740, file) }]
  })
  return [...bundles, ...attested]
}

/** Trust as an installation has it before anything was fetched, and as a refresh of the same root left it on disk. */
async function trusts(home: string): Promise<Readonly<Record<'shipped' | 'cached', SigstoreRoot>>> {
  const places = { trustRootsDir: join(home, 'roots'), trustStateDir: join(home, 'state'), lib: LIB }
  mkdirSync(places.trustRootsDir, { mode: 0o700 })
  mkdirSync(places.trustStateDir, { mode: 0o700 })
  const [shipped] = (await readTrustRoots(places)).roots
  const world = createTufWorld({ trustedRoot: Buffer.from(publicRoot()), now: NOW })
  await addRoot(places, CACHED, { kind: 'tuf', root: world.firstRoot, repository: REPOSITORY })
  const effects = {
    fetch: fetchFrom(REPOSITORY, world.files),
    now: NOW,
    signal: AbortSignal.timeout(60_000),
    from: null,
  }
  const { outcome } = await refreshRoot(places, CACHED, effects)
  const cached = (await readTrustRoots(places)).roots.find(({ name }) => name === CACHED)
  if (shipped === undefined || cached === undefined) throw new Error(`no trust to judge by: ${outcome}`)
  return { shipped, cached }
}

async function verdicts(root: SigstoreRoot): Promise<Readonly<Record<string, string>>> {
  const judged = await Promise.all(
    vectors().map(async ({ name, kind, evidence, artifact }) => {
      const asked = {
        artifact: artifactOf(basename(artifact), sha256(readFileSync(artifact))),
        evidence: [evidenceOf(kind, readFileSync(evidence))],
      }
      return [name, codesOf(await factsOf(asked, trustOf([root], [])), 'attestation').join()] as const
    }),
  )
  return Object.fromEntries(judged)
}

const home = mkdtempSync(join(tmpdir(), 'pt-offline-'))
try {
  const { shipped, cached } = await trusts(home)
  const interfaces = Object.keys(networkInterfaces())
  const all = { interfaces, shipped: await verdicts(shipped), cached: await verdicts(cached) }
  process.stdout.write(`${JSON.stringify(all)}\n`)
} finally {
  rmSync(home, { recursive: true })
}
