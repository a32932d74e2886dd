import type { Target } from '../target.ts'

/** What came of one input. `unexpected`: thrown, and no error of the parser's own. */
export type Outcome =
  | { readonly kind: 'value' }
  | { readonly kind: 'own-error'; readonly error: Error }
  | { readonly kind: 'unexpected'; readonly error: unknown }

/** Tries one input; never rejects. */
export async function outcomeOf(target: Target, input: Uint8Array): Promise<Outcome> {
  try {
    const result = target.run(Uint8Array.from(input))
    if (result instanceof Promise) await result
    return { kind: 'value' }
  } catch (error) {
    const isOwn = error instanceof Error && target.errors.some((kind) => error instanceof kind)
    return isOwn ? { kind: 'own-error', error } : { kind: 'unexpected', error }
  }
}
