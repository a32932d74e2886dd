/** What a verification costs in a thread of its own over one in the caller's, on the wall: they take turns, so that both share the machine's mood. */
import type { Trust } from '../src/trust/index.ts'
import { limits, Verifier, verifyEvidence, type EvidenceQuestion } from '../src/verify/index.ts'
import { verifierThreads } from '../src/daemon/index.ts'
import { pairedRatio, seriesOf } from './statistics.ts'

const ROUNDS = 400
const WARM_ROUNDS = 200

type Verify = (question: EvidenceQuestion, trust: Trust, now: number) => Promise<unknown>

/** `script` is what threads run: a bundle, or the source. Times in milliseconds. */
export async function measureThread(
  script: string,
  {
    question,
    trust,
    now,
  }: { readonly question: EvidenceQuestion; readonly trust: Trust; readonly now: number },
) {
  const verifier = new Verifier(verifierThreads(script), limits.THREAD_LIMITS)
  const took = async (verify: Verify): Promise<number> => {
    const began = performance.now()
    await verify(question, trust, now)
    return performance.now() - began
  }
  const inThread: Verify = (...asked) => verifier.verify(...asked)
  const firstMs = await took(inThread)
  const times = { direct: new Array<number>(), inThread: new Array<number>() }
  for (let round = 0; round < WARM_ROUNDS + ROUNDS; round += 1) {
    const [direct, threaded] = [await took(verifyEvidence), await took(inThread)]
    if (round < WARM_ROUNDS) continue
    times.direct.push(direct)
    times.inThread.push(threaded)
  }
  verifier.close()
  const [direct, threaded] = [seriesOf(times.direct), seriesOf(times.inThread)]
  return {
    firstMs: rounded(firstMs),
    directMs: rounded(direct.medianMs),
    inThreadMs: rounded(threaded.medianMs),
    ratio: rounded(pairedRatio(times.inThread, times.direct)),
    extraMs: rounded(seriesOf(times.inThread.map((each, at) => each - (times.direct[at] ?? 0))).medianMs),
  }
}

function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000
}
