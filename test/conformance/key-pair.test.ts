import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { keyringOf, parsePlainKey, parseTrustedRoot, trustOf } from '../../src/trust/index.ts'
import { artifactOf, codesOf, evidenceOf, factsOf, sha256 } from '../verify/support.ts'
import { pemPair, plainKey } from '../verify/plain/signing.ts'
import { vectorsFolder } from './vectors.ts'

const FOLDER = vectorsFolder('sigstore')

const vector = (name: string): Buffer =>
  readFileSync(join(FOLDER ?? 'missing', 'conformance', 'managed-key-and-trusted-root', name))

if (FOLDER === null) {
  test.skip('no vectors are at hand', (t) => t.pass())
} else {
  const root = parseTrustedRoot('own', vector('trusted_root.json'))
  const artifact = artifactOf('a-1.0.tar.gz', sha256(readFileSync(join(FOLDER, 'conformance', 'a.txt'))))
  const evidence = [evidenceOf('sigstore-bundle', vector('bundle.sigstore.json'))]
  const owned = parsePlainKey(vector('key.pub'), 'Dana <dana@acme.example>')

  test('the conformance suite’s bundle by a managed key verifies by a keyring, with its log and its owner', async (t) => {
    const trust = trustOf([root], [keyringOf('acme', { plainKeys: [owned] })])
    const [fact] = await factsOf({ artifact, evidence }, trust)
    t.like(fact, {
      result: 'ok',
      trustRoot: 'own',
      publisher: { kind: 'key', keyrings: ['acme'], owner: 'Dana <dana@acme.example>' },
    })
  })

  test('not by another key, and not where nobody vouches for its log', async (t) => {
    const other = keyringOf('acme', { plainKeys: [plainKey(pemPair())] })
    const judged = async (...asked: Parameters<typeof trustOf>) =>
      codesOf(await factsOf({ artifact, evidence }, trustOf(...asked)), 'attestation')
    t.deepEqual(await judged([root], [other]), ['TC2123'])
    t.notDeepEqual(await judged([], [keyringOf('acme', { plainKeys: [owned] })]), ['ok'])
  })
}
