import type { StoreError } from './store-error.ts'
import type { Store } from './store.ts'

/** A store that can't be used: every call rejects with the reason, so that every question is refused with words. */
export function failingStore(error: StoreError): Store {
  const fail = (): Promise<never> => Promise.reject(error)
  return {
    facts: fail,
    keepFacts: fail,
    record: fail,
    seen: fail,
    judgedSource: fail,
    derivation: fail,
    decisions: fail,
    decisionsSince: fail,
    lastVerified: fail,
    listing: fail,
    keepListing: fail,
    seenOn: fail,
    publishers: fail,
    rememberPublisher: fail,
    forgetPublisher: fail,
    append: fail,
    history: fail,
    bypass: fail,
    setBypass: fail,
    counts: fail,
    prune: fail,
    close: () => Promise.resolve(),
  }
}
