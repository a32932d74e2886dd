/**
 * A TUF repository of our own for tests: every role with its keys, files in a map that a test may spoil, served from a
 * folder or by a `fetch`. Two keys must sign each root; every other role has one.
 *
 *   const world = createTufWorld({ trustedRoot, now })
 *   world.rotate({ timestamp: [tufKey()] })      // the next root
 *   world.publish({ trustedRoot: newer })        // the next targets, snapshot and timestamp
 *   world.files.set('timestamp.json', Buffer.from('{'))
 */
export { fetchFrom, writeTree } from './serve.ts'
export { tufKey, type TufKey } from './signed.ts'
export { createTufWorld, type TufWorld } from './world.ts'
