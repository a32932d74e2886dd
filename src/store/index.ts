export { failingStore } from './failing-store.ts'
export { reopenedStore } from './reopened-store.ts'
export { hotStore } from './hot-store.ts'
export { memoryStore, openStore, type OpenedStore } from './open-store.ts'
export { StoreError, type StoreErrorCode } from './store-error.ts'
export type {
  Counts,
  Derivation,
  Entry,
  JudgedSource,
  KeptFile,
  KeptListing,
  KeptQuestion,
  KnownFacts,
  Page,
  Sight,
  Store,
} from './store.ts'
