import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test from 'ava'
import * as v from 'valibot'
import {
  parseSigningKey,
  parseTrustedRoot,
  publicGoodRoot,
  trustOf,
  type SigstoreRoot,
} from '../../src/trust/index.ts'
import { readBundle, verifyBundle } from '../../src/verify/sigstore/index.ts'
import { Unverified } from '../../src/verify/unverified.ts'
import { artifactOf, codesOf, evidenceOf, factsOf, NOW, sha256 } from '../verify/support.ts'
import { SIGSTORE_CASES, type SigstoreCase } from './sigstore-cases.ts'
import { SEED, vectorsFolder } from './vectors.ts'

const FOLDER = vectorsFolder('sigstore')
const path = (name: string) => join(FOLDER ?? 'missing', name)

const ALWAYS = { startMs: 0, endMs: 8_640_000_000_000_000 }

const TrustConfig = v.object({ trustedRoot: v.looseObject({}) })
const Authorities = v.looseObject({})

/** The staging root with the time stamp authority of sigstore-python's own test. */
const tsaRoot = (): SigstoreRoot => {
  const { trustedRoot } = v.parse(
    TrustConfig,
    JSON.parse(readFileSync(path('py-assets/tsa/trust_config.json'), 'utf8')),
  )
  const ca = v.parse(Authorities, JSON.parse(readFileSync(path('py-assets/tsa/ca.json'), 'utf8')))
  const tsa = parseTrustedRoot(
    'tsa',
    Buffer.from(JSON.stringify({ ...trustedRoot, timestampAuthorities: [ca] })),
  )
  // One of the bundles was signed on the public instance and logged on the staging one.
  const { authorities, ctLogs } = publicGoodRoot(readFileSync(SEED))
  return { ...tsa, authorities: [...tsa.authorities, ...authorities], ctLogs: [...tsa.ctLogs, ...ctLogs] }
}

const rootOf = ({ bundle, root }: SigstoreCase): SigstoreRoot => {
  switch (root) {
    case 'public':
      return publicGoodRoot(readFileSync(SEED))
    case 'staging':
      return parseTrustedRoot('staging', readFileSync(path('trust/staging/trusted_root.json')))
    case 'tsa':
      return tsaRoot()
    case 'own': {
      const own = parseTrustedRoot('own', readFileSync(path(join(dirname(bundle), 'trusted_root.json'))))
      const key = path(join(dirname(bundle), 'key.pub'))
      return existsSync(key) ? { ...own, keys: [parseSigningKey(readFileSync(key), ALWAYS)] } : own
    }
  }
}

const judgeSignature = (row: SigstoreCase): string => {
  try {
    verifyBundle(readBundle(readFileSync(path(row.bundle))), [rootOf(row)], NOW)
    return 'ok'
  } catch (error) {
    if (error instanceof Unverified) return error.code
    throw error
  }
}

const judge = async (row: SigstoreCase): Promise<string> => {
  if (row.artifact === null) return judgeSignature(row)
  const artifact = artifactOf('a-1.0.tar.gz', sha256(readFileSync(path(row.artifact))))
  const evidence = [evidenceOf('sigstore-bundle', readFileSync(path(row.bundle)))]
  return codesOf(await factsOf({ artifact, evidence }, trustOf([rootOf(row)], [])), 'attestation').join()
}

if (FOLDER === null) {
  test('the Sigstore vectors', (t) => {
    t.log(`skipped ${SIGSTORE_CASES.length} cases: ../shared/vectors/sigstore is not there`)
    t.pass()
  })
} else {
  for (const row of SIGSTORE_CASES) {
    test(`${row.bundle} is ${row.verdict}`, async (t) => {
      t.is(await judge(row), row.verdict)
    })
  }

  test('the table names every bundle in the folders', (t) => {
    const all = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    const bundles = all.filter((name) => /\.sigstore(?:\.json)?$/.test(name))
    t.deepEqual(bundles.toSorted(), SIGSTORE_CASES.map(({ bundle }) => bundle).toSorted())
  })
}

test('nothing bad is accepted, and each good one that is refused has its reason', (t) => {
  for (const { bundle, good, verdict, needless } of SIGSTORE_CASES) {
    t.is(verdict === 'ok', good && needless === undefined, bundle)
  }
})
