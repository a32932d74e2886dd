/**
 * A Sigstore instance of our own for tests: an authority with an intermediate and a CT log, a transparency log with
 * promises, proofs and checkpoints, and the trusted root that names them. P-256 throughout; an attestation takes
 * about a millisecond. Nothing touches disk or network.
 *
 *   const world = await createSigstoreWorld()
 *   await writeFile('trusted_root.json', world.trustedRoot)
 *   const publisher = { kind: 'github', repository: 'acme/pay', workflow: 'release.yml' } as const
 *   const attestation = world.attest({ filename, sha256, publisher })              // <file>.publish.attestation
 *   const provenance = world.provenance([{ filename, sha256, publisher }])         // <file>.provenance
 *   const forged = world.attest({ filename, sha256, defect: 'signature-flipped' }) // see DEFECTS for all
 *   const lied = world.provenance([{ filename, sha256 }], publisher)               // the index names another publisher
 *   await writeFile(`${filename}.provenance`, JSON.stringify(provenance))
 *
 * Another world (a second `createSigstoreWorld()`) plays the staging instance: same forms, other keys.
 */
export { DEFECTS, type Attestation, type Defect } from './defects.ts'
export { claim, identityOf, type WorldPublisher } from './identities.ts'
export { PUBLISH_PREDICATE, SLSA_PREDICATE, type AttestWish } from './instance.ts'
export type { StampedWish } from './newer.ts'
export { serveWorld, type Sabotage, type ServedWorld, type TilesRequest } from './services.ts'
export { createSigstoreWorld, type World } from './world.ts'
