import { CanonicalError } from '../../canonical/index.ts'

/** Whether bytes are in canonical form, as `trustctl build` writes them: made canonical, they stay what they are. */
export async function isSame(bytes: Uint8Array, canonical: () => Promise<Uint8Array>): Promise<boolean> {
  try {
    return Buffer.compare(bytes, await canonical()) === 0
  } catch (error) {
    if (error instanceof CanonicalError) return false
    throw error
  }
}
