/** One target's run in a process of its own, which may be ended. Blocks are counted from before the target is loaded. */
import type { Target } from '../target.ts'
import { Coverage } from './counters.ts'
import { countBlocks } from './hooks.ts'
import type { ChildWish } from './messages.ts'

const coverage = new Coverage()
const words = new Set<string>()
countBlocks(coverage, words)
const wish: ChildWish = JSON.parse(process.argv[2] ?? '')
const { TARGETS }: { readonly TARGETS: readonly Target[] } = await import(wish.module)
const { runTarget } = await import('./run-target.ts')
const target = TARGETS.find(({ name }) => name === wish.target)
if (target === undefined) throw new Error(`there is no target \`${wish.target}\``)
await runTarget(target, wish, {
  coverage,
  words,
  // Streams are unpacked in other threads of this process.
  cpuMs: () => (process.cpuUsage().user + process.cpuUsage().system) / 1000,
  tell: (message) => process.send?.(message),
})
process.disconnect()
