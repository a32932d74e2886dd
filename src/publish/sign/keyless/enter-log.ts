import type { JsonValue } from '../../../encoding/index.ts'
import { enterRekor } from './enter-rekor.ts'
import { enterTiles } from './enter-tiles.ts'
import type { Entered } from './entered.ts'
import type { Fetch } from './service.ts'
import type { LogService } from './signing-config.ts'

/** Enters a signature in a log; the entry as bundles and PEP 740 write it. Throws `SignError` `service`. */
export async function enterLog(
  fetch: Fetch,
  { url, version }: LogService,
  entered: Entered,
): Promise<JsonValue> {
  return version === 1 ? await enterRekor(fetch, url, entered) : await enterTiles(fetch, url, entered)
}
