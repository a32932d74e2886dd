import type { ExecutionContext } from 'ava'
import { installedIn, type Pair } from '../e2e/harness/index.ts'
import type { JudgeFile, JudgeRequest } from '../../shim/runs/api.ts'
import { makeSdist, makeWheel } from '../world/index/index.ts'
import type { Answers } from './fake-interceptor.ts'
import { createStage, pairsFor, type Stage } from './stage.ts'

export const alpha = makeWheel({ project: 'alpha', version: '1.0' })
export const gamma = makeSdist({ project: 'gamma', version: '1.0' })
export const delta = makeSdist({
  project: 'delta',
  version: '1.0',
  buildRequires: ['alpha'],
  buildImports: ['alpha'],
})
export const INSTALL = ['install', '--find-links', 'links']
export const REFUSED = 'refused: the words of the test'

export function block(which: (question: JudgeRequest) => boolean): Answers {
  return {
    judge: (question) =>
      which(question) ? { decision: 'block', code: 'TC4001', words: REFUSED } : { decision: 'allow' },
    lines: ['pip-trust: the closing line'],
  }
}

export const files = (stage: Stage): readonly JudgeFile[] =>
  stage.fake.judged().filter((question) => question.what === 'file')

/** Runs a scene on the pairs that are to be tried, each on a stage of its own. */
export async function onPairs(
  t: ExecutionContext,
  answers: Answers,
  scene: (stage: Stage) => Promise<void>,
  wanted?: (pair: Pair) => boolean,
): Promise<void> {
  for (const pair of await pairsFor(t.title, wanted)) {
    const stage = await createStage(pair, answers)
    try {
      await scene(stage)
    } finally {
      await stage.dispose()
    }
  }
}

export async function refusedWithoutTrace(
  t: ExecutionContext,
  stage: Stage,
  args: readonly string[],
): Promise<string> {
  const { code, stdout, stderr } = await stage.pip(args)
  t.is(code, 1, stderr)
  t.deepEqual(await installedIn(stage.venv), [])
  t.false(stderr.includes('Traceback'), stderr)
  return stdout + stderr
}
