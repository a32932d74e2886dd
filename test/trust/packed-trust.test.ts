import { readFileSync } from 'node:fs'
import test from 'ava'
import { sha256Of } from '../../src/encoding/index.ts'
import {
  keyringOf,
  packTrust,
  parseTrustedRoot,
  publicGoodRoot,
  trustOf,
  unpackTrust,
} from '../../src/trust/index.ts'
import { SEED } from '../conformance/vectors.ts'
import { NOW } from '../verify/support.ts'
import { createSigstoreWorld } from '../world/sigstore/index.ts'

const ALWAYS = { startMs: 0, endMs: 8_640_000_000_000_000 }

test('trust of every kind comes out of a clone as it went in', async (t) => {
  const world = await createSigstoreWorld({ now: NOW })
  const root = parseTrustedRoot('world', world.trustedRoot)
  const [key, certificate] = [root.logs[0]?.key, root.authorities[0]?.path[0]]
  if (key === undefined || certificate === undefined) throw new Error('the world has a log and an authority')
  const signing = { key, fingerprint: sha256Of(key.spki), valid: ALWAYS }
  const keyring = keyringOf('acme', {
    keys: [
      {
        fingerprint: 'AB'.repeat(20),
        signers: ['AB'.repeat(20)],
        owner: 'Dana',
        userIds: ['Dana'],
        armored: 'armor',
        expiresAt: null,
        revoked: false,
      },
    ],
    plainKeys: [{ ...signing, owner: 'Kim', minisignId: '00'.repeat(8) }],
    authorities: [certificate],
  })
  const trust = trustOf([publicGoodRoot(readFileSync(SEED)), { ...root, keys: [signing] }], [keyring])
  const again = unpackTrust(structuredClone(packTrust(trust)))
  t.deepEqual(packTrust(again), packTrust(trust))
  t.is(trustOf(again.sigstore, again.keyrings).digest, trust.digest)
  t.true(again.sigstore[1]?.keys[0]?.key.handle().equals(key.handle()))
  t.deepEqual(again.keyrings[0]?.authorities[0]?.publicKey.spki, certificate.publicKey.spki)
})
