/** What a run came to. `artifacts` is the sum of the next four; `fromCache` of them needed no verification anew. */
export interface RunCounts {
  readonly artifacts: number
  readonly verified: number
  readonly warned: number
  /** Allowed without anybody's attestation or signature; absent means none, and then nothing is said of it. */
  readonly unsigned?: number
  readonly refused: number
  readonly fromCache: number
}

/** The last line of a run: `pip-trust: 31 artifacts: 29 verified, 2 warned, 0 refused (27 from cache)`. */
export function renderSummary(counts: RunCounts): string {
  const { artifacts, verified, warned, refused, fromCache } = counts
  const total = `${artifacts} ${artifacts === 1 ? 'artifact' : 'artifacts'}`
  const unsigned = counts.unsigned ? `${counts.unsigned} unsigned, ` : ''
  return `pip-trust: ${total}: ${verified} verified, ${warned} warned, ${unsigned}${refused} refused (${fromCache} from cache)`
}
