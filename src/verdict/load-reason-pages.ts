/**
 * The long texts of the reason codes and the files made from them. Loaded when asked for: only `trustctl why` and
 * the documentation want them, and the shim must start without.
 */
export function loadReasonPages(): Promise<typeof import('./reasons/index.ts')> {
  return import('./reasons/index.ts')
}
